import * as openid from "openid-client";
import { expect } from "vitest";
import { type HttpBrowser, ORIGIN } from "../http/browser";
import { beginTotp, codeOf, succeed } from "../http/person";
import { CALLBACK, type MadeApplication } from "./applications";
import { readWaiting, type WaitingAt } from "./waiting";

type Params = Record<string, string>;
type Checks = { state: string; verifier: string; nonce: string | undefined; maxAge: number | undefined };

/** Where a request has got to: at the application with its answer, or at a page of ours. */
export type Reached = { callback: URL | null; waiting: WaitingAt | null; status: number; location: string };

/** An application on `openid-client`, which has never heard of Sallyport. */
export class RelyingParty {
  private constructor(
    readonly config: openid.Configuration,
    readonly clientId: string,
  ) {}

  static async discover(
    { clientId, secret }: MadeApplication,
    auth: "basic" | "post" | "none" = "basic",
  ): Promise<RelyingParty> {
    const how =
      auth === "none"
        ? openid.None()
        : auth === "post"
          ? openid.ClientSecretPost(secret)
          : openid.ClientSecretBasic(secret);
    const config = await openid.discovery(new URL(ORIGIN), clientId, undefined, how, {
      execute: [openid.allowInsecureRequests],
    });
    return new RelyingParty(config, clientId);
  }

  async prepare(params: Params = {}, withNonce = true): Promise<{ url: URL; checks: Checks }> {
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const nonce = withNonce ? openid.randomNonce() : undefined;
    const url = openid.buildAuthorizationUrl(this.config, {
      redirect_uri: CALLBACK,
      scope: "openid",
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      ...(nonce ? { nonce } : {}),
      ...params,
    });
    const maxAge = params.max_age === undefined ? undefined : Number(params.max_age);
    return { url, checks: { state, verifier, nonce, maxAge } };
  }

  async follow(browser: HttpBrowser, address: string, init: RequestInit = {}): Promise<Reached> {
    const { pathname, search } = new URL(address, ORIGIN);
    const response = await browser.request(`${pathname}${search}`, init);
    const location = response.headers.get("location") ?? "";
    const isCallback = location !== "" && new URL(location, ORIGIN).origin !== ORIGIN;
    const isWaiting = /^\/(interaction|consent)/.test(location.replace(ORIGIN, ""));
    return {
      callback: isCallback ? new URL(location) : null,
      waiting: isWaiting ? readWaiting(location, this.clientId) : null,
      status: response.status,
      location,
    };
  }

  /** Goes on from a page of ours, as its script would. */
  resume(browser: HttpBrowser, { id }: WaitingAt): Promise<Reached> {
    return this.follow(browser, `/authorize/${id}`);
  }

  /** Ticks everything where consent is asked for. */
  async consent(browser: HttpBrowser, reached: Reached, scopes: string[]): Promise<Reached> {
    expect(reached.waiting?.page, `${reached.status} ${reached.location}`).toBe("consent");
    const { next } = await succeed(browser, "giveConsent", { id: reached.waiting?.id, scopes });
    return this.follow(browser, next ?? "");
  }

  tokens(reached: Reached, { state, verifier, nonce, maxAge }: Checks) {
    expect(reached.callback, `${reached.status} ${reached.location}`).not.toBeNull();
    return openid.authorizationCodeGrant(this.config, reached.callback as URL, {
      expectedState: state,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
      ...(nonce ? { expectedNonce: nonce } : {}),
      ...(maxAge === undefined ? {} : { maxAge: Math.max(maxAge, 60) }),
    });
  }

  /** The whole way for somebody signed in, consent included. */
  async signIn(browser: HttpBrowser, params: Params = {}) {
    const { url, checks } = await this.prepare(params);
    const scopes = (params.scope ?? "").split(" ");
    const first = await this.follow(browser, url.href);
    const reached = first.waiting?.page === "consent" ? await this.consent(browser, first, scopes) : first;
    const tokens = await this.tokens(reached, checks);
    return { tokens, claims: tokens.claims(), reached, checks };
  }
}

const TOTP_STEP_MS = 30_000;

/** Proves the authenticator app on request, by the next step's code: this step's has signed in or enrolled. */
export async function stepUp(browser: HttpBrowser, secret?: string): Promise<void> {
  const begun = await beginTotp(browser, "step_up");
  const answer = { code: codeOf(secret, Date.now() + TOTP_STEP_MS) };
  await succeed(browser, "finishChallenge", { ...begun, answer });
}

/** The error that an application was answered with; some response types have it in the fragment. */
export const errorOf = ({ callback }: Reached): string | null =>
  callback?.searchParams.get("error") ?? new URLSearchParams(callback?.hash.slice(1) ?? "").get("error");
