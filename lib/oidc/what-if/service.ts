import "server-only";
import type { Admin } from "../../admin/authority";
import { explainDemand, type UserWhy } from "../../admin/enforcement/why";
import { getSubject } from "../../admin/user-security";
import { demandsOf } from "../../context/core/demand";
import type { Client } from "../../core/client";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import type { RequestDemand } from "../../policy/core/types";
import type { Subject } from "../../policy/facts";
import { getWorkspace } from "../../workspaces/service";
import { findEnabledApplication } from "../applications/service";
import { evaluateRule } from "../rules/service";
import type { ApplicationWhatIf } from "./schema";
import { listNames } from "./store";

/** Nothing is known of the browser: conditions see no address, and one that is new. */
const NOWHERE: Client = { ip: "", userAgent: "", requestId: "what if" };

/** The applications that can be asked about, and the scopes that the workspace demands a level for. */
export async function listAskable(db: Db, workspaceId: string) {
  const { scopeLevels } = await getWorkspace(db, workspaceId);
  return { applications: await listNames(db, workspaceId), scopes: Object.keys(scopeLevels).sort() };
}

/**
 * Why a user would be asked if an application's authorization came now, from a browser that nobody knows: its rule, the
 * workspace's scopes and `max_age`, as `/authorize` reads them. Changes nothing. Throws `not_found`, also for an application
 * of another workspace.
 */
export async function explainForApplication(
  db: Db,
  viewer: Admin["subject"],
  userId: string,
  whatIf: ApplicationWhatIf,
): Promise<UserWhy> {
  const subject = await getSubject(db, viewer.workspace.id, userId);
  return explainDemand(db, subject, await demandOf(db, subject, whatIf));
}

/** What such an authorization adds to what stands anyway; null: nothing. Throws `not_found` for the application. */
export async function demandOf(
  db: Db,
  subject: Subject,
  { clientId, scopes, maxAgeSeconds }: ApplicationWhatIf,
): Promise<RequestDemand | null> {
  const { now } = subject.facts;
  const application = clientId === null ? null : await findEnabledApplication(db, clientId);
  if (clientId !== null && application?.workspaceId !== subject.workspace.id) throw new AppError("not_found");
  const rule = application
    ? await evaluateRule(db, application, atPassword(subject), { scopes, acrValues: [], caller: NOWHERE })
    : { asks: false, allowsRemembered: false };
  const terms = await getWorkspace(db, subject.workspace.id);
  const request = {
    application: application?.name ?? "",
    scopes,
    maxAgeSeconds,
    asksAnew: false,
    askedAt: now,
    now,
    acr: [],
    rule,
  };
  return demandsOf(request, terms)[0] ?? null;
}

/** A sign-in that has got past the password. */
function atPassword(subject: Subject): Parameters<typeof evaluateRule>[2] {
  const { now } = subject.facts;
  const session = {
    beganAt: now,
    ended: false,
    proofs: [{ factor: "password", amr: ["pwd"], at: now } as const],
    rememberedAt: null,
    deferredAt: null,
  };
  return {
    ...subject,
    facts: { ...subject.facts, session },
    sessionId: "",
    browserId: null,
    proofSpentAt: null,
  };
}
