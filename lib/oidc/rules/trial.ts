import "server-only";
import { readAcrValues } from "../../context/core/acr";
import { demandsOf } from "../../context/core/demand";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import type { Actor } from "../../flows/context";
import { findUserByEmail } from "../../identity/users/service";
import { decide } from "../../policy/core/decide";
import type { Decision, Facts } from "../../policy/core/types";
import { findSubject, type Subject } from "../../policy/facts";
import { requirementOf } from "../../policy/service";
import { getWorkspace } from "../../workspaces/service";
import { requireManager } from "../applications/manage";
import { type ApplicationRow, findApplication } from "../applications/service";
import type { TryInput } from "./schema";
import { judgeRule, type RuleVerdict } from "./service";

/** What somebody who has just given their password would meet. */
export type Tried = {
  name: string;
  verdict: Pick<RuleVerdict, "asks" | "fails" | "fault">;
  /** Of the sign-in itself, whatever the application. */
  withoutApplication: Decision["outcome"];
  /** Of the request, with the rule, its scopes and the application's own `acr`. */
  outcome: Decision["outcome"];
};

/** A sign-in by password that has just begun. */
export const freshSession = (now: Date): Facts["session"] => ({
  beganAt: now,
  ended: false,
  proofs: [{ factor: "password", amr: ["pwd"], at: now }],
  rememberedAt: null,
  deferredAt: null,
});

/**
 * Tries a rule that is not saved against a user of the workspace. Changes nothing. Throws `missing_right`, `not_found` for an
 * application or a user that is not there.
 */
export async function tryRule(db: Db, actor: Actor, input: TryInput): Promise<Tried> {
  requireManager(actor);
  const application = await getApplication(db, actor, input.clientId);
  const subject = await getSubject(db, actor, input.email);
  const session = freshSession(subject.facts.now);
  const facts = { ...subject.facts, session };
  const acr = readAcrValues(application.defaultAcr ? [application.defaultAcr] : []);
  const verdict = await judgeRule(
    db,
    { ...application, ...input.draft },
    { ...subject, facts, sessionId: "" },
    {
      scopes: input.scopes,
      acrValues: acr.map(({ value }) => value),
      caller: { ip: input.ip },
      session: { new_browser: input.isNewBrowser },
    },
  );
  const { scopeLevels, freshBelowSeconds } = await getWorkspace(db, application.workspaceId);
  const [demand = null] = demandsOf(
    {
      application: application.name,
      scopes: input.scopes,
      maxAgeSeconds: null,
      asksAnew: false,
      askedAt: facts.now,
      now: facts.now,
      acr,
      rule: { asks: verdict.asks, allowsRemembered: input.draft.allowsRemembered },
    },
    { scopeLevels, freshBelowSeconds },
  );
  return {
    name: subject.user.name,
    verdict,
    withoutApplication: decide(requirementOf(subject), facts).outcome,
    outcome: decide(requirementOf(subject, demand), facts).outcome,
  };
}

export async function getApplication(db: Db, actor: Actor, clientId: string): Promise<ApplicationRow> {
  const application = await findApplication(db, actor.subject.workspace.id, clientId);
  if (!application) throw new AppError("not_found");
  return application;
}

async function getSubject(db: Db, actor: Actor, email: string): Promise<Subject> {
  const { workspace } = actor.subject;
  const user = await findUserByEmail(db, email);
  const isOurs = user?.workspaceId === workspace.id;
  const subject = isOurs ? await findSubject(db, workspace.id, user.id, availableKinds()) : null;
  if (!subject) throw new AppError("not_found", { fields: { email: "not_found" } });
  return subject;
}
