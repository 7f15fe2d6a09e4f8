import "server-only";
import type { Db } from "../../db/client";
import { getUserNames } from "../../identity/users/service";
import { usableKindsOf } from "../../policy/core/acceptance";
import { explain } from "../../policy/core/decide";
import { foreseeSignIn } from "../../policy/core/foresee";
import type { CheckResult, FactorKind, Level, Reason, RequestDemand, Source } from "../../policy/core/types";
import type { Subject } from "../../policy/facts";
import { requirementOf } from "../../policy/service";
import type { Admin } from "../authority";
import { getSubject } from "../user-security";

/** What a request would ask beside what stands anyway; both null: a plain sign-in. */
export type WhatIf = { level: Extract<Level, "aal2" | "phr"> | null; maxAgeSeconds: number | null };

/** Why one user would be asked at a sign-in that begins now. Dates are ISO strings. */
export type UserWhy = {
  outcome: "allow" | "setup" | "grace" | "deny";
  /** What would be asked for on the way, the password first. */
  proved: readonly string[];
  /** What can be set up, where it comes to that. */
  offered: readonly FactorKind[];
  reasons: readonly Reason[];
  /** The checks in their order, as they stand after the password alone. */
  checks: readonly CheckResult[];
  sources: {
    kind: Source["kind"];
    setBy: string | null;
    since: string;
    until: string | null;
    /** The workspace's rule came with a ring of this number. */
    ring?: number;
  }[];
  exemptUntil: string | null;
  /** What would satisfy it: of the kinds accepted, those the user holds and those that could be set up. */
  accepted: readonly FactorKind[];
  held: readonly FactorKind[];
};

/** The decision about a user, explained from the rules alone: no session of theirs is looked at, nothing is changed. */
export async function explainUser(
  db: Db,
  viewer: Admin["subject"],
  userId: string,
  whatIf: WhatIf,
): Promise<UserWhy> {
  const subject = await getSubject(db, viewer.workspace.id, userId);
  return explainDemand(db, subject, demandOf(whatIf, subject.facts.now));
}

/** The same for a demand of any kind. */
export async function explainDemand(
  db: Db,
  subject: Subject,
  demand: RequestDemand | null,
): Promise<UserWhy> {
  const { facts, rules, workspace } = subject;
  const requirement = requirementOf(subject, demand);
  const { decision, proved } = foreseeSignIn(requirement, facts);
  const names = await getUserNames(
    db,
    workspace.id,
    requirement.sources.map(({ setBy }) => setBy),
  );
  const password = { factor: "password", amr: ["pwd"], at: facts.now } as const;
  const session = {
    beganAt: facts.now,
    ended: false,
    proofs: [password],
    rememberedAt: null,
    deferredAt: null,
  };
  return {
    outcome: decision.outcome === "setup" && decision.graceUntil !== null ? "grace" : decision.outcome,
    proved,
    offered: decision.outcome === "setup" ? decision.factors : [],
    reasons: decision.reasons,
    checks: explain(requirement, { ...facts, session }),
    sources: requirement.sources.map(({ kind, setBy, since, graceUntil, ring }) => ({
      kind,
      ...(ring === undefined ? {} : { ring }),
      setBy: setBy ? (names.get(setBy) ?? null) : null,
      since: since.toISOString(),
      until: graceUntil?.toISOString() ?? null,
    })),
    exemptUntil: requirement.exemption?.endsAt.toISOString() ?? null,
    accepted: requirement.accepted.filter((kind) => rules.workspaceMethods.includes(kind)),
    held: usableKindsOf(facts.user).filter((kind) => requirement.accepted.includes(kind)),
  };
}

const demandOf = ({ level, maxAgeSeconds }: WhatIf, now: Date): RequestDemand | null =>
  level === null && maxAgeSeconds === null
    ? null
    : {
        level: level ?? "own",
        maxAgeSeconds,
        askedAt: now,
        factors: null,
        allowsRemembered: false,
        lapses: true,
        application: null,
      };
