import "server-only";
import { actsOf, type Scope, scopesFor } from "../api/core/scopes";
import { requireFreshProof } from "../context/require";
import type { Client } from "../core/client";
import { AppError } from "../core/errors";
import type { Actor } from "../flows/context";
import { hasRight } from "../identity/core/rights";
import { type AdminAct, mayActOn, type Permission } from "../policy/core/loosen";
import type { Subject } from "../policy/facts";
import { refusalError } from "../policy/refusal";

/**
 * A program as the actor of administration, known by its token. It stands with the administrators in rank, so that it
 * does nothing to an owner that no administrator may; `user` is what audit and mails name.
 */
export type Machine = {
  workspace: { id: string; name: string };
  user: { id: string; name: string; role: "administrator"; rights: readonly []; locale: string };
  facts: { now: Date };
  machine: {
    scopes: readonly Scope[];
    /** The only policies whose users it reaches; null: everybody. */
    policies: readonly string[] | null;
    /** Users who know its secret. */
    heldBy: readonly string[];
  };
};

/** Who administers: a person in a session, or a program by its token. The services are the same for both. */
export type Admin = Actor | { subject: Machine; client: Client };

export const isMachine = <S extends Subject>(subject: S | Machine): subject is Machine =>
  "machine" in subject;

/** What nobody does to themselves by way of a program either. It may well block or delete whoever has left. */
const NOT_FOR_ONESELF: readonly AdminAct["act"][] = ["loosen", "reset", "access_pass"];

/** Who has the actor in hand: the person themselves, or whoever knows a program's secret. */
export const selvesOf = (subject: Subject | Machine): readonly string[] =>
  isMachine(subject) ? subject.machine.heldBy : [subject.user.id];

/** Whether an act falls on the actor, or on somebody who has the actor's secret in hand. */
export function isOnSelf(subject: Subject | Machine, targetId: string, act: AdminAct["act"]): boolean {
  const isOwn = selvesOf(subject).includes(targetId);
  return isOwn && (!isMachine(subject) || NOT_FOR_ONESELF.includes(act));
}

/** Whether this actor may do such an act, by the one rule there is. */
export function permissionOf(subject: Subject | Machine, about: Omit<AdminAct, "hasRight">): Permission {
  const isGranted = isMachine(subject)
    ? actsOf(subject.machine.scopes).includes(about.act)
    : hasRight(subject.user, "manage_user_rights");
  return mayActOn({ ...about, hasRight: isGranted });
}

/**
 * Asks whether the actor may do such an act, behind the proof it takes. A program has no session to prove anything in: an
 * administrator granted the scope behind a fresh second factor, and that is all it will ever have. Throws `missing_right`,
 * `own_requirement`, `step_up_required`, `factor_required`, and `insufficient_scope` for a program.
 */
export function requirePermission(subject: Admin["subject"], about: Omit<AdminAct, "hasRight">): void {
  const permission = permissionOf(subject, about);
  if (permission.allowed) {
    if (!isMachine(subject)) requireFreshProof(subject, permission.level === "own" ? "own" : "aal2");
    return;
  }
  if (isMachine(subject) && permission.reason === "right_missing")
    throw new AppError("insufficient_scope", { scopes: scopesFor(about.act) });
  throw refusalError(permission.reason);
}

/** Whether a user is one of those whom a program that is bounded to policies reaches; a person reaches everybody. */
export function isInReach(subject: Admin["subject"], { policyId }: { policyId: string }): boolean {
  const bounds = isMachine(subject) ? subject.machine.policies : null;
  return bounds === null || bounds.includes(policyId);
}

/** Keeps a program that is bounded to policies to their users: the others do not exist for it. */
export function requireReach(subject: Admin["subject"], target: { policyId: string }): void {
  if (!isInReach(subject, target)) throw new AppError("not_found");
}
