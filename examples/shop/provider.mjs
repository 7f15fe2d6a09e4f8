import * as openid from "openid-client";
import { settings } from "./settings.mjs";

const CALLBACK = new URL("callback", settings.home).href;

let found;

/** The provider as its discovery document describes it; asked for once, and again where that failed. */
async function configuration() {
  const isPlain = new URL(settings.issuer).protocol === "http:";
  found ??= openid.discovery(
    new URL(settings.issuer),
    settings.clientId,
    undefined,
    openid.ClientSecretBasic(settings.clientSecret),
    isPlain ? { execute: [openid.allowInsecureRequests] } : {},
  );
  return found.catch((error) => {
    found = undefined;
    throw error;
  });
}

/**
 * What each deed asks of the provider. `payment` is a scope that demands a second factor; an age under five minutes
 * demands a fresh one. Who has none yet is led to set one up, and comes back here.
 */
const ASKS = {
  "sign-in": { scope: "openid profile email orders" },
  pay: { scope: "openid profile email orders payment" },
  address: { scope: "openid profile email orders", max_age: "60" },
};

/** Where to send the browser, and what to check the answer by. */
export async function ask(deed) {
  const verifier = openid.randomPKCECodeVerifier();
  const checks = { state: openid.randomState(), nonce: openid.randomNonce(), verifier };
  const url = openid.buildAuthorizationUrl(await configuration(), {
    redirect_uri: CALLBACK,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: checks.state,
    nonce: checks.nonce,
    ...ASKS[deed],
  });
  return { url: url.href, checks: { ...checks, deed } };
}

/** Levels in rising order, as `acr` names them. */
const LEVELS = ["aal1", "aal2", "phr"];
export const isAtLeast = (acr, level) => LEVELS.indexOf(acr) >= LEVELS.indexOf(level);

/**
 * Trades the code for tokens. Signature of the answer, `iss`, `state`, `nonce` and the age of the proof are checked by
 * openid-client; what the deed needs beyond that is checked by whoever does it. Throws what the provider answered.
 */
export async function finish(address, { state, nonce, verifier, deed }) {
  const config = await configuration();
  const { max_age: maxAge } = ASKS[deed];
  const tokens = await openid.authorizationCodeGrant(config, new URL(address, settings.home), {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
    ...(maxAge ? { maxAge: Number(maxAge) } : {}),
  });
  const claims = tokens.claims();
  return {
    claims,
    user: await openid.fetchUserInfo(config, tokens.access_token, claims.sub),
    access: await openid.tokenIntrospection(config, tokens.access_token),
    scopes: (tokens.scope ?? "").split(" "),
    idToken: tokens.id_token,
  };
}

/** Where the user signs out of everything, and comes back to the shop. */
export async function signOutAddress(idToken) {
  const url = openid.buildEndSessionUrl(await configuration(), {
    id_token_hint: idToken,
    post_logout_redirect_uri: settings.home,
  });
  return url.href;
}
