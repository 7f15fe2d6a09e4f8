import "server-only";
import { smsProvider } from "../messaging/channels/sms-provider";
import { type ChallengeKind, FACTOR_KINDS, type FactorKind } from "../policy/core/types";
import type { Factor } from "./factor";
import { passkey } from "./passkey";
import { push } from "./push";
import { recoveryCode } from "./recovery-code";
import { sms } from "./sms";
import { totp } from "./totp";

/** Every factor this installation can run, in the order in which screens offer them. */
const REGISTRY = { passkey, totp, sms, push, recovery_code: recoveryCode };

/** What a kind needs outside Sallyport. */
const isReady = (kind: ChallengeKind): boolean => kind !== "sms" || smsProvider() !== null;

/** The kinds a user could enrol here at all: registered, and with whatever they need outside. */
export const availableKinds = (): FactorKind[] =>
  FACTOR_KINDS.filter((kind) => kind in REGISTRY && isReady(kind));

/** The factor of a kind, or null where this installation has none or lacks what it needs. Inputs go through its own schemas. */
export const findFactor = (kind: ChallengeKind): Factor | null =>
  isReady(kind)
    ? (((REGISTRY as Partial<Record<ChallengeKind, unknown>>)[kind] as Factor | null) ?? null)
    : null;
