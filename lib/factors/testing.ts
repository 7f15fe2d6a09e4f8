import "server-only";
import { createHmac } from "node:crypto";
import { Secret } from "otpauth";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { credentials } from "../db/schema/factors";
import { beginChallenge, finishChallenge } from "../flows/challenge";
import type { Actor } from "../flows/context";
import { beginEnrollment, type EnrollmentPurpose, finishEnrollment } from "../flows/enroll";
import { acknowledgeRecoveryCodes, issueRecoveryCodes } from "../flows/recovery-codes";
import { type UserRow, updateUser } from "../identity/users/service";
import type { ChallengeKind } from "../policy/core/types";
import { sealTotpSecret } from "./totp";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function fromBase32(text: string): Buffer {
  const bits = [...text].map((char) => BASE32.indexOf(char).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** RFC 4226 §5.3 by hand: an independent second computation beside the library's. */
export function hotp(key: Buffer, step: number, digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7f_ff_ff_ff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

export const stepAt = (now: Date): number => Math.floor(now.getTime() / 30_000);

/** The code an app shows at the actor's moment, or some steps away from it. */
export const codeFor = (secret: string, actor: Actor, offset = 0): string =>
  hotp(fromBase32(secret), stepAt(actor.subject.facts.now) + offset);

/** A code that none of the accepted steps has. */
export function wrongCode(secret: string, actor: Actor): string {
  const near = [-2, -1, 0, 1, 2].map((offset) => codeFor(secret, actor, offset));
  return (
    ["111111", "222222", "333333", "444444", "555555", "666666"].find((code) => !near.includes(code)) ?? ""
  );
}

export type App = { id: string; secret: string };

/** An enrolled authenticator app, with 2FA on. */
export async function addApp(db: Db, user: UserRow): Promise<App> {
  const { workspaceId, id: userId } = user;
  const id = newId("credential");
  const secret = new Secret({ size: 20 }).base32;
  const data = sealTotpSecret(workspaceId, userId, id, secret);
  await db.insert(credentials).values({ workspaceId, userId, id, kind: "totp", label: "", data });
  const twoFactorSince = new Date();
  await updateUser(db, workspaceId, userId, { twoFactorOn: true, twoFactorOrigin: "self", twoFactorSince });
  return { id, secret };
}

/** Sets up an authenticator app as a user does. */
export async function enrollApp(db: Db, actor: Actor, options: { replaces?: string } = {}) {
  const { flowId, present } = await beginEnrollment(db, actor, { kind: "totp", purpose: "two_factor" });
  const secret = String(present.secret);
  const answer = { code: codeFor(secret, actor) };
  return { secret, ...(await finishEnrollment(db, actor, { flowId, answer, ...options })) };
}

/** Sets up a passkey as a user does; `create` is the authenticator's part. */
export async function enrollPasskey(
  db: Db,
  actor: Actor,
  create: (options: unknown) => unknown,
  purpose: EnrollmentPurpose = "two_factor",
) {
  const { flowId, present } = await beginEnrollment(db, actor, { kind: "passkey", purpose });
  return finishEnrollment(db, actor, { flowId, answer: { response: create(present.options) } });
}

/** One challenge, begun and answered. */
export async function answerChallenge(
  db: Db,
  actor: Actor,
  kind: ChallengeKind,
  answer: (present: Record<string, unknown>) => unknown,
  purpose: "sign_in" | "step_up" = "sign_in",
) {
  const { flowId, present } = await beginChallenge(db, actor, { kind, purpose });
  return finishChallenge(db, actor, { flowId, purpose, answer: answer(present) });
}

export const answerCode = (db: Db, actor: Actor, code: string, kind: "totp" | "recovery_code" = "totp") =>
  answerChallenge(db, actor, kind, () => ({ code }));

/** A set of recovery codes, stored and acknowledged. */
export async function addRecoveryCodes(db: Db, actor: Actor): Promise<string[]> {
  const { setId, codes } = await issueRecoveryCodes(db, actor);
  await acknowledgeRecoveryCodes(db, actor, setId);
  return codes;
}
