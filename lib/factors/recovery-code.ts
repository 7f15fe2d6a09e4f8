import "server-only";
import { randomBytes } from "node:crypto";
import { Secret } from "otpauth";
import { z } from "zod";
import { isEqualSecret } from "../core/crypto";
import { hashWithSalt } from "../identity/passwords/hash";
import { recoveryCodeSchema } from "./core/code";
import { type Factor, FLOW_LIMITS, reject } from "./factor";

/** 10 codes of 13 base32 characters: 65 bits each (NIST 800-63B §4.2.1.1 asks for 64). */
export const RECOVERY_CODES = 10;
const CODE_LENGTH = 13;

const proofSchema = z.object({ code: recoveryCodeSchema });
const dataSchema = z.object({ codeHash: z.string(), salt: z.string() });

export type NewRecoverySet = { codes: string[]; hashes: string[]; salt: string };

/** A fresh set; the codes are shown once and only hashes are kept. */
export async function makeRecoverySet(): Promise<NewRecoverySet> {
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    new Secret({ size: 10 }).base32.slice(0, CODE_LENGTH),
  );
  const salt = randomBytes(16).toString("base64url");
  const hashes = await Promise.all(codes.map((code) => hashWithSalt(code, salt)));
  return { codes, hashes, salt };
}

export const recoveryCode: Factor<never, z.infer<typeof proofSchema>> = {
  kind: "recovery_code",
  amr: ["otp"],
  assurance: "aal2",
  phishingResistant: false,
  isSingleAnswer: false,
  ...FLOW_LIMITS,
  setupSchema: z.never(),
  proofSchema,

  async beginChallenge() {
    return { state: {}, present: {} };
  },

  async verify(_ctx, _state, credentials, { code }) {
    const rows = credentials.map((credential) => ({
      id: credential.id,
      ...dataSchema.parse(credential.data),
    }));
    const salts = [...new Set(rows.map((row) => row.salt))];
    const hashes = new Map(
      await Promise.all(salts.map(async (salt) => [salt, await hashWithSalt(code, salt)] as const)),
    );
    const match = rows.find((row) => isEqualSecret(row.codeHash, hashes.get(row.salt) ?? ""));
    return match ? { ok: true, credentialId: match.id, counter: 0, amr: ["otp"] } : reject("wrong_code");
  },
};
