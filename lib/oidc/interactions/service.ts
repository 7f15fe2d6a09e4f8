import "server-only";
import type Provider from "oidc-provider";
import { z } from "zod";
import { recordEvent } from "../../audit/service";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import type { Actor } from "../../flows/context";
import { type ApplicationRow, findEnabledApplication } from "../applications/service";
import { addGiven } from "../authorization/grants";
import { ZERO_AGE } from "../authorization/judgement";
import { type PromptDetails, provedAtOf } from "../authorization/policy";
import { type Given, rememberConsent } from "../consents/service";
import { currentProvider } from "../provider/provider";

type Interaction = InstanceType<Provider["Interaction"]>;

/** What an authorization waits for, as a screen shows it. */
export type Waiting = {
  id: string;
  kind: "sign_in" | "other_account" | "step_up" | "set_up" | "consent";
  application: { name: string; homeUri: string | null; logoUri: string | null };
  /** Where the request goes on, validated again. */
  returnTo: string;
  /** The same request from its beginning, for another account. */
  restart: string | null;
  factors: string[];
  /** The condition of the application's rule could not be told, so it asks. */
  ruleFails: string | null;
  /** For consent: what is new. */
  scopes: string[];
  claims: string[];
  resources: Record<string, string[]>;
};

type ConsentDetails = {
  missingOIDCScope?: string[];
  missingOIDCClaims?: string[];
  missingResourceScopes?: Record<string, string[]>;
};

async function load(db: Db, id: string): Promise<{ interaction: Interaction; application: ApplicationRow }> {
  const provider = await currentProvider(db);
  const interaction = await provider.Interaction.find(id);
  const application = await findEnabledApplication(db, String(interaction?.params.client_id ?? ""));
  if (!interaction || !application) throw new AppError("not_found");
  return { interaction, application };
}

/**
 * The interaction of this very session. One that was begun in another session is refused, on record: a proof of somebody
 * else's never answers it (A62).
 */
async function loadOwn(db: Db, { subject, client }: Actor, id: string) {
  const found = await load(db, id);
  const { interaction, application } = found;
  const boundTo = interaction.session?.uid;
  if (boundTo === undefined || boundTo === subject.sessionId) return found;
  const isOfWorkspace = subject.workspace.id === application.workspaceId;
  await recordEvent(db, {
    workspaceId: application.workspaceId,
    action: "authorization.refused",
    result: "refused",
    actorId: isOfWorkspace ? subject.user.id : null,
    targetId: application.id,
    client,
    data: { error: "another_session", userId: interaction.session?.accountId },
  });
  throw new AppError("not_found");
}

const judged = ({ prompt }: Interaction): PromptDetails | undefined =>
  prompt.details.judged as PromptDetails | undefined;

function kindOf({ prompt, session }: Interaction): Waiting["kind"] {
  if (prompt.name === "consent" || prompt.name === "step_up" || prompt.name === "set_up") return prompt.name;
  return session?.accountId ? "other_account" : "sign_in";
}

/** The same request from its beginning, for somebody else; null: it cannot be asked again from here. */
function restartOf({ params }: Interaction, { requiresPushed }: ApplicationRow): string | null {
  if (requiresPushed) return null;
  const asked = Object.entries(params).filter(([name, value]) => name !== ZERO_AGE && value !== undefined);
  return `/authorize?${new URLSearchParams(asked.map(([name, value]) => [name, String(value)]))}`;
}

/** What the authorization waits for now; `isOver`: nothing any more, the session has moved on since. */
export async function getWaiting(db: Db, actor: Actor, id: string): Promise<Waiting & { isOver: boolean }> {
  const { interaction, application } = await loadOwn(db, actor, id);
  const { prompt, returnTo } = interaction;
  const details = prompt.details as ConsentDetails;
  const kind = kindOf(interaction);
  const hasProved = judged(interaction)?.provedAt !== provedAtOf(actor.subject);
  return {
    id,
    kind,
    application: { name: application.name, homeUri: application.homeUri, logoUri: application.logoUri },
    returnTo: new URL(returnTo).pathname,
    restart: restartOf(interaction, application),
    factors: judged(interaction)?.factors ?? [],
    ruleFails: judged(interaction)?.ruleFails ?? null,
    scopes: details.missingOIDCScope ?? [],
    claims: details.missingOIDCClaims ?? [],
    resources: details.missingResourceScopes ?? {},
    isOver: kind === "sign_in" || ((kind === "step_up" || kind === "set_up") && hasProved),
  };
}

const EMAIL = z.email().max(254);

/**
 * The address that the application expects to sign in (`login_hint`, OpenID Connect Core §3.1.2.1), where a request waits for
 * a sign-in at this path of ours. Only what reads as an address is offered, and it is no more than an offer.
 */
export async function findLoginHint(db: Db, path: string): Promise<string | null> {
  const id = /^\/interaction\/([\w-]{10,64})$/.exec(path)?.[1];
  const interaction = id ? await (await currentProvider(db)).Interaction.find(id) : undefined;
  if (!interaction || kindOf(interaction) !== "sign_in") return null;
  return EMAIL.safeParse(String(interaction.params.login_hint ?? "").trim()).data ?? null;
}

/** Throws `already_done` where the request of this session does not wait for a set-up. */
export async function requireSetUpAsked(db: Db, actor: Actor, id: string): Promise<void> {
  const { interaction } = await loadOwn(db, actor, id);
  if (kindOf(interaction) !== "set_up") throw new AppError("already_done");
}

/**
 * The name of the application whose request leads to `path`, where it is of the actor's workspace and not another session's;
 * null: none does.
 */
export async function findAskingApplication(
  db: Db,
  { subject }: Pick<Actor, "subject">,
  path: string,
): Promise<string | null> {
  const id = path.match(/^\/interaction\/([\w-]+)$/)?.[1];
  const found = id ? await load(db, id).catch(nullIfUnknown) : null;
  if (!found || found.application.workspaceId !== subject.workspace.id) return null;
  const boundTo = found.interaction.session?.uid;
  return boundTo === undefined || boundTo === subject.sessionId ? found.application.name : null;
}

function nullIfUnknown(error: unknown): null {
  if (error instanceof AppError && error.code === "not_found") return null;
  throw error;
}

const secondsLeft = ({ exp }: Interaction): number => Math.max(1, exp - Math.floor(Date.now() / 1_000));

async function answer(interaction: Interaction, result: Interaction["result"]): Promise<{ next: string }> {
  interaction.result = result;
  await interaction.save(secondsLeft(interaction));
  return { next: new URL(interaction.returnTo).pathname };
}

/** The user goes back: the application is told `access_denied`, at the address that was checked. */
export async function decline(db: Db, actor: Actor, id: string): Promise<{ next: string }> {
  const { interaction } = await loadOwn(db, actor, id);
  return answer(interaction, {
    error: "access_denied",
    error_description: "the user went back to the application",
  });
}

/**
 * The user lets the application have `scopes` out of those that it asks for; what is left out is refused this time and
 * asked for again the next. Throws `already_done` where nothing is asked.
 */
export async function giveConsent(
  db: Db,
  actor: Actor,
  input: { id: string; scopes: string[] },
): Promise<{ next: string }> {
  const { interaction, application } = await loadOwn(db, actor, input.id);
  if (interaction.prompt.name !== "consent" || !interaction.session?.accountId)
    throw new AppError("already_done");
  const details = interaction.prompt.details as ConsentDetails;
  const isWanted = (scope: string) => scope === "openid" || input.scopes.includes(scope);
  const asked = details.missingOIDCScope ?? [];
  const resources = Object.fromEntries(
    Object.entries(details.missingResourceScopes ?? {}).map(([name, scopes]) => [
      name,
      scopes.filter(isWanted),
    ]),
  );
  const given: Given = { scopes: asked.filter(isWanted), claims: details.missingOIDCClaims ?? [], resources };
  await rememberConsent(db, actor, application.id, given);
  const grantId = await keepGrant(db, interaction, application, given, details, isWanted);
  return answer(interaction, { ...interaction.lastSubmission, consent: { grantId } });
}

async function keepGrant(
  db: Db,
  interaction: Interaction,
  application: ApplicationRow,
  given: Given,
  details: ConsentDetails,
  isWanted: (scope: string) => boolean,
): Promise<string> {
  const provider = await currentProvider(db);
  const held = interaction.grantId ? await provider.Grant.find(interaction.grantId) : undefined;
  const accountId = String(interaction.session?.accountId);
  const grant = held ?? new provider.Grant({ accountId, clientId: application.id });
  addGiven(grant, given);
  const refused = (details.missingOIDCScope ?? []).filter((scope) => !isWanted(scope));
  if (refused.length > 0) grant.rejectOIDCScope(refused.join(" "));
  for (const [resource, scopes] of Object.entries(details.missingResourceScopes ?? {})) {
    const left = scopes.filter((scope) => !isWanted(scope));
    if (left.length > 0) grant.rejectResourceScope(resource, left.join(" "));
  }
  return grant.save();
}
