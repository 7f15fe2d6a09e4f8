import type { z } from "zod";
import type { ErrorCode } from "../core/errors";
import type { Amr, ChallengeKind, Level } from "../policy/core/types";

/** What a factor may know: the person, the moment, the relying party. It never sees a table. */
export type FactorContext = {
  user: { id: string; workspaceId: string; email: string; name: string; webauthnHandle: string };
  now: Date;
  rp: { name: string; id: string; origin: string };
};

/** A confirmed credential as its factor sees it. `counter` is the single-use high-water mark. */
export type Credential = {
  id: string;
  kind: ChallengeKind;
  label: string;
  data: Record<string, unknown>;
  counter: number;
};

export type Rejection = { ok: false; code: ErrorCode; suspectCredentialId?: string };

export type NewCredential = {
  ok: true;
  id: string;
  /** What tells it from others of its kind; empty until its user names it: screens and mails name the kind then. */
  label: string;
  data: Record<string, unknown>;
  counter: number;
  /** Passkeys: unique over all workspaces. */
  webauthnId?: string;
  userVerified?: boolean;
  amr: readonly Amr[];
};

export type Verified = {
  ok: true;
  credentialId: string;
  /** The mark to raise, in one statement that only one of two equal answers can win. */
  counter: number;
  amr: readonly Amr[];
  userVerified?: boolean;
  data?: Record<string, unknown>;
};

/**
 * `state` is kept sealed in the flow row; `present` goes to the browser. `isKept`: what this session has open goes on as it
 * is. `send`: a code on its way, which the engine puts into the outbox within the limits.
 */
export type Begin = {
  state: Record<string, unknown>;
  present: Record<string, unknown>;
  isKept?: boolean;
  send?: { number: string; country: string; code: string };
  /** A question to other devices, which the engine puts to them within its limits. */
  ask?: { number: string; devices: readonly Credential[] };
};

type State = Record<string, unknown>;

/**
 * A kind of proof. It gives verdicts and new counters; the flow engine persists, counts attempts, audits and adds the
 * proof. Adding a factor: one file, one line in the registry, one component.
 */
export type Factor<Setup = unknown, Proof = unknown> = {
  kind: ChallengeKind;
  amr: readonly Amr[];
  assurance: Level;
  phishingResistant: boolean;
  /** A challenge may be answered once, right or wrong (WebAuthn); else until it expires. */
  isSingleAnswer: boolean;
  /** Its codes are sent out, so that answers count against the user also while it is set up. */
  sendsCode?: true;
  /** Another device answers; the engine lays what it said beside the flow's state, as `approval`. */
  isAnsweredElsewhere?: true;
  /** How long a flow of this kind can be answered, and how often; a challenge by its own number where it has one. */
  lifetimeSeconds: number;
  challengeSeconds?: number;
  maxAttempts: number;
  setupSchema: z.ZodType<Setup>;
  proofSchema: z.ZodType<Proof>;
  /** What beginning an enrolment takes, where it takes anything. */
  beginSchema?: z.ZodType;
  /** `kept` is the state of this session's unfinished flow, which the factor may go on with. */
  beginEnroll?(
    ctx: FactorContext,
    existing: readonly Credential[],
    kept: State | null,
    input: unknown,
  ): Promise<Begin | Rejection>;
  finishEnroll?(ctx: FactorContext, state: State, input: Setup): Promise<NewCredential | Rejection>;
  beginChallenge(
    ctx: FactorContext,
    credentials: readonly Credential[],
    kept: State | null,
  ): Promise<Begin | Rejection>;
  verify(
    ctx: FactorContext,
    state: State,
    credentials: readonly Credential[],
    input: Proof,
  ): Promise<Verified | Rejection>;
};

/** Contract §6: a flow lives 10 minutes, a WebAuthn challenge 5. Typing is bounded, since a flow is no oracle either. */
export const FLOW_LIMITS = { lifetimeSeconds: 600, maxAttempts: 20 } as const;

export const isRejection = (answer: Begin | Rejection): answer is Rejection => "ok" in answer;

export const reject = (code: ErrorCode): Rejection => ({ ok: false, code });
