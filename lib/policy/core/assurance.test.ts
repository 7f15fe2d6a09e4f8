import { expect, test } from "vitest";
import { amrOf, authTimeOf, isAtLeast, isYounger, lapsedLevel, levelOf, levelThrough } from "./assurance";
import {
  ago,
  ahead,
  DAY,
  HOUR,
  MINUTE,
  NOW,
  password,
  plainPasskey,
  proof,
  SECOND,
  verifiedPasskey,
} from "./testing";
import type { Amr, Level, Proof } from "./types";

const totp = proof("totp");
const sms = proof("sms");
const push = proof("push");
const code = proof("recovery_code");

const SESSIONS: [what: string, proofs: Proof[], level: Level, amr: Amr[]][] = [
  ["nothing", [], "aal0", []],
  ["the password", [password()], "aal1", ["pwd"]],
  ["password and app", [password(), totp], "aal2", ["pwd", "otp", "mfa"]],
  ["app, then password", [totp, password()], "aal2", ["otp", "pwd", "mfa"]],
  ["password and text message", [password(), sms], "aal2", ["pwd", "sms", "mfa"]],
  ["password and push approval", [password(), push], "aal2", ["pwd", "swk", "mfa"]],
  ["password and recovery code: aal2, never phr", [password(), code], "aal2", ["pwd", "otp", "mfa"]],
  ["a passkey with user verification is phr by itself", [verifiedPasskey()], "phr", ["hwk", "user", "mfa"]],
  ["a passkey without it is one factor", [plainPasskey()], "aal1", ["hwk"]],
  ["an unknown verification counts as none", [proof("passkey")], "aal1", ["hwk"]],
  ["and phr together with the password", [password(), plainPasskey()], "phr", ["pwd", "hwk", "mfa"]],
  ["A64 the password twice", [password(), password()], "aal1", ["pwd"]],
  ["A64 an app twice", [totp, totp], "aal1", ["otp"]],
  ["A64 a passkey without user verification twice", [plainPasskey(), plainPasskey()], "aal1", ["hwk"]],
  ["A64 recovery code and app", [code, totp], "aal1", ["otp"]],
  ["two possessions without a password", [plainPasskey(), totp], "aal1", ["hwk", "otp"]],
  ["text message and push", [sms, push], "aal1", ["sms", "swk"]],
  [
    "user verification claimed by anything but a passkey",
    [proof("totp", { userVerified: true }), sms],
    "aal1",
    ["otp", "sms"],
  ],
  ["password, app and recovery code", [password(), totp, code], "aal2", ["pwd", "otp", "mfa"]],
  ["verified passkey and app", [verifiedPasskey(), totp], "phr", ["hwk", "user", "otp", "mfa"]],
];

test.each(SESSIONS)("level and amr of %s", (_, proofs, level, amr) => {
  expect(levelOf(proofs)).toBe(level);
  expect(amrOf(proofs)).toEqual(amr);
});

const THROUGH: [what: string, one: Proof, others: Proof[], level: Level][] = [
  ["the password reaches no more beside a passkey", password(), [plainPasskey()], "aal1"],
  ["an app reaches aal2 beside the password", totp, [password()], "aal2"],
  ["an app reaches aal2 beside a verified passkey, not phr", totp, [verifiedPasskey()], "aal2"],
  ["an app reaches nothing beside a plain passkey", totp, [plainPasskey()], "aal1"],
  ["a recovery code never reaches phr", code, [password(), verifiedPasskey()], "aal2"],
  ["a plain passkey is not lifted by a verified one", plainPasskey(), [verifiedPasskey()], "aal1"],
];

test.each(THROUGH)("%s", (_, one, others, level) => {
  expect(levelThrough(one, [...others, one])).toBe(level);
});

test("levels rise from aal0 to phr", () => {
  const rising: Level[] = ["aal0", "aal1", "aal2", "phr"];
  for (const [i, level] of rising.entries()) {
    for (const [j, floor] of rising.entries()) expect(isAtLeast(level, floor)).toBe(i >= j);
  }
});

test("mfa is told exactly from aal2 on, so a lapsed session claims none", () => {
  expect(amrOf([password(), totp], "aal1")).toEqual(["pwd", "otp"]);
  expect(amrOf([password(), totp], "aal2")).toEqual(["pwd", "otp", "mfa"]);
});

const LAPSES: [what: string, proofs: Proof[], level: Level][] = [
  ["to the second", [password({ at: ago(3 * DAY) }), proof("totp", { at: ago(DAY) })], "aal2"],
  ["a second later", [password({ at: ago(3 * DAY) }), proof("totp", { at: ago(DAY + SECOND) })], "aal1"],
  ["with a fresh password on an old app", [password(), proof("totp", { at: ago(2 * DAY) })], "aal1"],
  ["from phr", [verifiedPasskey({ at: ago(2 * DAY) })], "aal1"],
  ["from phr to what is left", [verifiedPasskey({ at: ago(2 * DAY) }), totp], "aal2"],
  ["not by a clock set back", [password(), proof("totp", { at: ahead(2 * DAY) })], "aal1"],
  ["never below what nothing is", [], "aal0"],
];

test.each(LAPSES)("for applications a level lapses 24 h after the proof: %s", (_, proofs, level) => {
  expect(lapsedLevel(proofs, 86_400, NOW)).toBe(level);
});

test("auth_time is the last proof, in whatever order they lie", () => {
  expect(authTimeOf([])).toBeNull();
  const proofs = [ago(HOUR), ago(MINUTE), ago(DAY)].map((at) => password({ at }));
  expect(authTimeOf(proofs)).toEqual(ago(MINUTE));
});

test("an age is counted in both directions, and a time that is none is never young", () => {
  expect(isYounger(ago(60 * SECOND), 60, NOW)).toBe(true);
  expect(isYounger(ago(60 * SECOND + 1), 60, NOW)).toBe(false);
  expect(isYounger(ahead(60 * SECOND + 1), 60, NOW)).toBe(false);
  expect(isYounger(new Date(Number.NaN), 60, NOW)).toBe(false);
});
