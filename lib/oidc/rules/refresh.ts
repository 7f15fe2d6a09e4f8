import "server-only";
import type { Db } from "../../db/client";
import type { RequestDemand } from "../../policy/core/types";
import type { ApplicationRow } from "../applications/service";
import { findConsent } from "../consents/service";
import { evaluateRule, type RuleRequest, type RuleSubject } from "./service";

/**
 * What an application's rule adds to a refresh, of the session that the token was issued in. One that binds right away asks
 * of every session, any other of those that began after it last came to ask more. Asked as at a sign-in: what a condition says now counts.
 */
export async function demandOnRefresh(
  db: Db,
  application: ApplicationRow,
  subject: RuleSubject,
  request: RuleRequest,
): Promise<RequestDemand | null> {
  if (application.rule === "as_required") return null;
  const { beganAt } = subject.facts.session;
  const isBound =
    application.ruleEffect !== "next_sign_in" || beganAt >= (await boundSince(db, application, subject));
  if (!isBound) return null;
  const { asks, allowsRemembered } = await evaluateRule(db, application, subject, request);
  if (!asks) return null;
  return {
    level: "aal2",
    maxAgeSeconds: null,
    askedAt: null,
    factors: null,
    allowsRemembered,
    lapses: false,
    application: application.name,
  };
}

/** Where the users say for themselves, their saying so is what binds them. */
async function boundSince(db: Db, application: ApplicationRow, { user }: RuleSubject): Promise<Date> {
  const { ruleSince, rule, workspaceId, id: clientId } = application;
  if (rule !== "opted_in") return ruleSince;
  const consent = await findConsent(db, { workspaceId, userId: user.id, clientId });
  const { optedInAt } = consent ?? {};
  return optedInAt && optedInAt > ruleSince ? optedInAt : ruleSince;
}
