import "server-only";
import type { Client } from "../../core/client";
import { countryOf } from "../../core/place";
import type { Db } from "../../db/client";
import { isMetInSession as isBrowserNew } from "../../identity/browsers/service";
import { getUser } from "../../identity/users/service";
import { amrOf, levelOf } from "../../policy/core/assurance";
import type { SessionSubject } from "../../policy/facts";
import type { ApplicationRow } from "../applications/service";
import { findConsent } from "../consents/service";
import { type ConditionInput, type ConditionVerdict, evaluateCondition } from "./condition";

/** Whom a rule looks at: a user in a session, be it a live one or the one a token was issued in. */
export type RuleSubject = Pick<SessionSubject, "workspace" | "user" | "facts" | "sessionId">;

/** Whether an application's rule asks for a second factor; `fails`: its condition could not be told, so it does. */
export type RuleVerdict = ConditionVerdict & { allowsRemembered: boolean };

/**
 * `caller`: the browser of whoever is to be signed in, never a server that asks for them. `session`: what of a session that is
 * only supposed, or on record, is not to be read from it.
 */
export type RuleRequest = {
  scopes: readonly string[];
  acrValues: readonly string[];
  caller: Pick<Client, "ip">;
  session?: Partial<ConditionInput["session"]>;
};

/** An unknown rule asks: what a later version wrote is never taken for less. */
export async function evaluateRule(
  db: Db,
  application: ApplicationRow,
  subject: RuleSubject,
  request: RuleRequest,
): Promise<RuleVerdict> {
  const { allowsRemembered } = application;
  const verdict = await judgeRule(db, application, subject, request);
  return { ...verdict, allowsRemembered };
}

/** Whether a rule asks, be it saved or not. */
export async function judgeRule(
  db: Db,
  {
    rule,
    condition,
    workspaceId,
    id,
    name,
  }: Pick<ApplicationRow, "rule" | "condition" | "workspaceId" | "id" | "name">,
  subject: RuleSubject,
  request: RuleRequest,
): Promise<ConditionVerdict> {
  if (rule === "as_required") return { asks: false, fails: null, fault: null };
  if (rule === "opted_in") {
    const consent = await findConsent(db, { workspaceId, userId: subject.user.id, clientId: id });
    return { asks: consent?.optedInAt != null, fails: null, fault: null };
  }
  if (rule === "condition")
    return evaluateCondition(condition ?? "", await inputOf(db, { id, name }, subject, request));
  return { asks: true, fails: null, fault: null };
}

async function inputOf(
  db: Db,
  client: ConditionInput["client"],
  { workspace, user, facts, sessionId }: RuleSubject,
  { scopes, acrValues, caller, session }: RuleRequest,
): Promise<ConditionInput> {
  const owner = { workspaceId: workspace.id, userId: user.id };
  const { proofs, beganAt } = facts.session;
  const { appMetadata, userMetadata } = await getUser(db, workspace.id, user.id);
  return {
    client,
    user: {
      id: user.id,
      email: user.email,
      name: user.name,
      role: user.role,
      policy: user.policy.name,
      two_factor_on: facts.user.twoFactorOn,
      app_metadata: appMetadata,
      user_metadata: userMetadata,
    },
    request: { scopes, acr_values: acrValues, ip: caller.ip, country: countryOf(caller.ip) ?? "" },
    session: {
      level: levelOf(proofs),
      amr: amrOf(proofs),
      age_seconds: Math.max(0, (facts.now.getTime() - beganAt.getTime()) / 1_000),
      new_browser: session?.new_browser ?? (await isBrowserNew(db, owner, sessionId)),
      ...session,
    },
  };
}
