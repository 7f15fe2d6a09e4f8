import "server-only";
import { availableParallelism } from "node:os";
import { hash, hashRaw, verify } from "@node-rs/argon2";
import pLimit from "p-limit";
import { normalisePassword } from "../core/password-rules";

/** argon2id (the default of the library) with OWASP's and contract §6's parameters; kept in each hash, so raising them later upgrades at sign-in. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** One hash per core at a time, in the order of arrival: a flood waits in its own queue and cannot starve the rest. */
const queue = pLimit(availableParallelism());

export const hashPassword = (password: string): Promise<string> =>
  queue(() => hash(normalisePassword(password), ARGON2));

let decoy: Promise<string> | undefined;

/**
 * Compares in the same time for a user who exists, one without a password and nobody at all (`stored` null):
 * there is always one argon2id to compute. ASVS 6.3.8.
 */
export async function isPasswordRight(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword("a password that nobody has, for the time it takes");
  const against = stored ?? (await decoy);
  const isRight = await queue(() => verify(against, normalisePassword(password)));
  return isRight && stored !== null;
}

/** True where a stored hash was made with weaker parameters than today's. */
export const isHashOutdated = (stored: string): boolean =>
  !stored.startsWith(`$argon2id$v=19$m=${ARGON2.memoryCost},t=${ARGON2.timeCost},p=${ARGON2.parallelism}$`);

/** argon2id of a recovery code with its set's salt, hex: the same code and salt give the same value. */
export async function hashWithSalt(value: string, salt: string): Promise<string> {
  const raw = await queue(() => hashRaw(value, { ...ARGON2, salt: Buffer.from(salt, "base64url") }));
  return Buffer.from(raw).toString("hex");
}
