/**
 * The words in which the tests' tables speak. A record is two lines: the product rule, then
 * `rules | user | session | request => decision`; words of one cell add up, `-` is nothing.
 */
import {
  ago,
  ahead,
  DAY,
  decideCase,
  exemption,
  facts,
  grace,
  HOUR,
  held,
  MINUTE,
  NOW,
  password,
  plainPasskey,
  proof,
  request,
  rules,
  SECOND,
  source,
  verifiedPasskey,
} from "./testing";
import type { Decision, Facts, RequestDemand, Rules } from "./types";

const until = ahead(3 * DAY);
const recently = { since: ago(MINUTE) };
const policy = { source: source("policy"), startsAt: null };

const RULES: Record<string, Partial<Rules>> = {
  box: { userBox: source("user") },
  "box-right-away": { userBox: source("user", { ...recently, effect: "right_away" }) },
  "box-in-grace": { userBox: source("user", { grace: grace({ until }) }) },
  "box-grace-over": { userBox: source("user", { grace: grace({ until: ago(DAY) }) }) },
  "box-one-skip": { userBox: source("user", { grace: grace({ until, skips: 1 }) }) },
  "skip-used": { skipsUsed: 1 },
  everyone: { workspace: source("workspace") },
  "everyone-from-now": { workspace: source("workspace", recently) },
  policy: { policy: { ...policy, mode: "required" } },
  "try-out": { policy: { ...policy, mode: "try_out" } },
  flag: { appFlag: source("application") },
  "flag-in-grace": { appFlag: source("application", { grace: grace({ until }) }) },
  exempt: { exemptions: [exemption()] },
  "was-exempt": { exemptions: [exemption({ endsAt: ago(2 * HOUR) })] },
  "exempt-till-now": { exemptions: [exemption({ endsAt: ago(MINUTE) })] },
  "takes-passkey": { policyMethods: ["passkey"] },
  "takes-app": { policyMethods: ["totp"] },
  "app-off": { workspaceMethods: ["passkey"], retiredMethods: [{ kind: "totp", at: ago(MINUTE) }] },
  "app-off-an-hour-ago": { workspaceMethods: ["passkey"], retiredMethods: [{ kind: "totp", at: ago(HOUR) }] },
  "no-app-in-policy": { policyMethods: ["passkey", "sms"] },
  phr: { phishingResistant: true },
  remembers: { remembered: { allowed: true, days: 30 } },
};

const USER: Record<string, Partial<Facts["user"]>> = {
  on: { twoFactorOn: true },
  blocked: { blocked: true },
  codes: { recoveryCodesLeft: 2 },
  "can-add-sms": { enrollable: ["sms"] },
  "can-add-nothing": { enrollable: [] },
  app: { credentials: [held("totp")] },
  "new-app": { credentials: [held("totp", { id: "new" })] },
  "lost-app": { credentials: [held("totp", { usable: false })] },
  passkey: { credentials: [held("passkey")] },
  "suspect-passkey": { credentials: [held("passkey", { usable: false, isSuspect: true })] },
  "suspect-and-lost": {
    credentials: [held("passkey", { usable: false, isSuspect: true }), held("totp", { usable: false })],
  },
  sms: { credentials: [held("sms")] },
  phone: { credentials: [held("push")] },
  tablet: { credentials: [held("push", { id: "tablet" })] },
};

const old = { at: ago(40 * DAY) };
const SESSION: Record<string, Partial<Facts["session"]>> = {
  password: { proofs: [password()] },
  "old-password": { proofs: [password(old)] },
  app: { proofs: [proof("totp")] },
  "old-app": { proofs: [proof("totp", old)] },
  "app-10-min-ago": { proofs: [proof("totp", { at: ago(10 * MINUTE) })] },
  "app-since-removed": { proofs: [proof("totp", { credentialId: "old" })] },
  sms: { proofs: [proof("sms")] },
  code: { proofs: [proof("recovery_code")] },
  passkey: { proofs: [verifiedPasskey()] },
  "passkey-since-removed": { proofs: [verifiedPasskey({ credentialId: "old" })] },
  "old-passkey": { proofs: [verifiedPasskey(old)] },
  "plain-passkey": { proofs: [plainPasskey()] },
  "old-plain-passkey": { proofs: [plainPasskey(old)] },
  later: { deferredAt: ago(MINUTE) },
  "on-the-phone": { devicesHere: ["push"] },
  pass: { accessPassAt: ago(MINUTE) },
  ended: { ended: true },
  "begun-29-days-ago": { beganAt: ago(29 * DAY) },
  "begun-30-days-ago": { beganAt: ago(30 * DAY) },
  "begun-31-days-ago": { beganAt: ago(31 * DAY) },
  "begun-who-knows": { beganAt: new Date(Number.NaN) },
  remembered: { rememberedAt: ago(30 * DAY) },
  "remembered-too-long-ago": { rememberedAt: ago(30 * DAY + SECOND) },
};

const REQUEST: Record<string, Partial<RequestDemand>> = {
  aal0: { level: "aal0" },
  aal1: { level: "aal1" },
  aal2: { level: "aal2" },
  phr: { level: "phr" },
  own: { level: "own" },
  "5-min": { maxAgeSeconds: 300 },
  "60-s": { maxAgeSeconds: 60 },
  "59-s": { maxAgeSeconds: 59 },
  anew: { maxAgeSeconds: 0 },
  "asked-at-proof": { askedAt: ago(MINUTE) },
  "asked-before-proof": { askedAt: ago(MINUTE + 1) },
  "by-passkey": { factors: ["passkey"] },
  "by-app": { factors: ["totp"] },
  lapsing: { lapses: true },
  "takes-remembered": { allowsRemembered: true },
};

export type Case = { sentence: string; told: string; expected: string };

/** Reads a table of records and decides each. A word that is in no list throws. */
export function readCases(text: string): Case[] {
  const lines = text.split("\n").map((line) => line.trim());
  const written = lines.filter((line) => line !== "");
  return written.flatMap((line, i) => {
    const [given, expected] = line.split(" => ");
    return given === undefined || expected === undefined
      ? []
      : [{ sentence: written[i - 1] ?? "", told: tell(decideCells(given)), expected }];
  });
}

function decideCells(given: string): Decision {
  const [ruleWords = "", userWords = "", sessionWords = "", requestWords = "-"] = given.split(" | ");
  const user = Object.assign({}, ...look(USER, userWords));
  user.credentials = look(USER, userWords).flatMap(({ credentials }) => credentials ?? []);
  const session = Object.assign({}, ...look(SESSION, sessionWords));
  session.proofs = look(SESSION, sessionWords).flatMap(({ proofs }) => proofs ?? []);
  const asked = requestWords === "-" ? null : request(Object.assign({}, ...look(REQUEST, requestWords)));
  const known = facts({ now: NOW, user, session });
  return decideCase(rules(Object.assign({}, ...look(RULES, ruleWords))), known, asked);
}

function look<T>(words: Record<string, T>, cell: string): T[] {
  const named = cell.split(" ").filter((word) => word !== "-" && word !== "");
  return named.map((word) => {
    const meaning = words[word];
    if (meaning === undefined) throw new Error(`no such word: ${word}`);
    return meaning;
  });
}

/** `setup passkey totp until 2026-06-04: reason, reason` */
function tell(decision: Decision): string {
  const factors = "factors" in decision ? decision.factors : [];
  const grace = decision.outcome === "setup" ? decision.graceUntil : null;
  const end = grace === null ? [] : ["until", grace.toISOString().slice(0, 10)];
  return `${[decision.outcome, ...factors, ...end].join(" ")}: ${decision.reasons.join(", ")}`;
}
