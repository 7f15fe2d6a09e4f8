import "server-only";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { decodeJwt, type JWTPayload } from "jose";
import { addApp, answerCode, codeFor } from "../factors/testing";
import type { SessionKey } from "../identity/sessions/service";
import { actorOf, makeUser, makeWorkspace, openSession } from "../identity/testing";
import type { CreatedApplication } from "./applications/service";
import { getWaiting, giveConsent } from "./interactions/service";
import { askFor, cookieOf, makeApplication, ProviderBrowser, REDIRECT_URI } from "./testing";

type Url = (path: string) => string;
export type Answer = { status: number; body: Record<string, unknown> };

/** A person in a session, and an application of their workspace. */
export type Pair = {
  workspaceId: string;
  userId: string;
  application: CreatedApplication;
  session: SessionKey;
  browser: ProviderBrowser;
};

/** What an authorization came to. */
export type Came = { at: URL; code: string | null; error: string | null; waiting: string | null };

/** Some response types are answered in the fragment, errors too. */
const errorIn = (at: URL): string | null =>
  at.searchParams.get("error") ?? new URLSearchParams(at.hash.slice(1)).get("error");

const readCame = (at: URL): Came => ({
  at,
  code: at.href.startsWith(REDIRECT_URI) ? at.searchParams.get("code") : null,
  error: at.href.startsWith(REDIRECT_URI) ? errorIn(at) : null,
  waiting: /^\/(interaction|consent)/.test(at.pathname)
    ? (at.searchParams.get("interaction") ?? at.pathname.split("/").at(-1) ?? null)
    : null,
});

/** Steps of an authorization on this file's database. */
export function makeSteps(db: PostgresJsDatabase, url: Url) {
  async function pair(
    set: {
      user?: Parameters<typeof makeUser>[2];
      application?: Parameters<typeof makeApplication>[2];
      workspace?: Parameters<typeof makeWorkspace>[1];
      withApp?: boolean;
    } = {},
  ): Promise<Pair & { secret: string | null }> {
    const place = await makeWorkspace(db, set.workspace);
    const user = await makeUser(db, place, set.user);
    const app = set.withApp ? await addApp(db, user) : null;
    const application = await makeApplication(db, place.workspaceId, {
      isFirstParty: true,
      ...set.application,
    });
    const session = await openSession(db, user);
    const browser = new ProviderBrowser(() => url(""), await cookieOf(session));
    const { workspaceId } = place;
    return { workspaceId, userId: user.id, application, session, browser, secret: app?.secret ?? null };
  }

  /** Proves the app in the session; the browser gets its new cookie. */
  async function prove(one: Pair & { secret: string | null }, stepsBack = 0): Promise<void> {
    const actor = await actorOf(db, one.session);
    one.session = await answerCode(db, actor, codeFor(String(one.secret), actor, stepsBack));
    one.browser.session = await cookieOf(one.session);
  }

  async function authorize(one: Pair, query: Record<string, string> = {}) {
    const asked = askFor(one.application.clientId, query);
    return { ...asked, came: readCame(await one.browser.authorize(asked.query)) };
  }

  const resume = async (one: Pair, waiting: string | null): Promise<Came> =>
    readCame(await one.browser.lead(`/authorize/${waiting}`));

  const lookAt = async (one: Pair, waiting: string | null) =>
    getWaiting(db, await actorOf(db, one.session), String(waiting));

  async function consent(one: Pair, waiting: string | null, scopes: string[]): Promise<Came> {
    const { next } = await giveConsent(db, await actorOf(db, one.session), { id: String(waiting), scopes });
    return readCame(await one.browser.lead(next));
  }

  async function token(one: Pair, fields: Record<string, string>): Promise<Answer> {
    const { clientId, secret } = one.application;
    const credentials = { client_id: clientId, ...(secret ? { client_secret: secret } : {}) };
    const body = new URLSearchParams({ ...credentials, ...fields });
    const response = await fetch(url("/oauth/token"), { method: "POST", body });
    return { status: response.status, body: (await response.json()) as Answer["body"] };
  }

  const redeem = (one: Pair, code: string | null, verifier: string): Promise<Answer> =>
    token(one, {
      grant_type: "authorization_code",
      code: code ?? "",
      redirect_uri: REDIRECT_URI,
      code_verifier: verifier,
    });

  const refresh = (one: Pair, refreshToken: unknown): Promise<Answer> =>
    token(one, { grant_type: "refresh_token", refresh_token: String(refreshToken) });

  async function userinfo(accessToken: unknown): Promise<Answer> {
    const headers = { authorization: `Bearer ${accessToken}` };
    const response = await fetch(url("/userinfo"), { headers });
    return { status: response.status, body: (await response.json()) as Answer["body"] };
  }

  /** The whole way: the tokens and what the ID token says. */
  async function signIn(one: Pair, query: Record<string, string> = {}) {
    const { came, verifier } = await authorize(one, query);
    const scopes = (query.scope ?? "").split(" ");
    const arrived = came.at.pathname === "/consent" ? await consent(one, came.waiting, scopes) : came;
    if (!arrived.code) throw new Error(`no code: ${arrived.at.href}`);
    const { body } = await redeem(one, arrived.code, verifier);
    const claims: JWTPayload = decodeJwt(String(body.id_token));
    return { body, claims, code: arrived.code, verifier };
  }

  return { pair, prove, authorize, resume, lookAt, consent, token, redeem, refresh, userinfo, signIn };
}
