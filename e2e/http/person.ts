import WebAuthnEmulator from "nid-webauthn-emulator";
import { Secret, TOTP } from "otpauth";
import { PASSWORD, type Person, TOTP_SECRET } from "../people";
import { HttpBrowser, ORIGIN } from "./browser";

export const codeOf = (secret = TOTP_SECRET, at = Date.now()): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });

/** The action's data, where it has to succeed. */
export async function succeed<T = Record<string, string>>(
  browser: HttpBrowser,
  name: string,
  input: unknown,
): Promise<T> {
  const { body, status } = await browser.act(name, input);
  if (!body?.ok) throw new Error(`${name} answers ${status}: ${JSON.stringify(body)}`);
  return body.data as T;
}

/** After the password: signed in, half signed in or before set-up, as the person's rules have it. */
export async function afterPassword(person: Person, origin = ORIGIN): Promise<HttpBrowser> {
  const browser = new HttpBrowser(origin);
  await succeed(browser, "signIn", { email: person.email, password: PASSWORD });
  return browser;
}

export async function beginTotp(
  browser: HttpBrowser,
  purpose: "sign_in" | "step_up" = "sign_in",
  code = codeOf(),
) {
  const { flowId } = await succeed(browser, "beginChallenge", { kind: "totp", purpose });
  return { flowId, purpose, answer: { code } };
}

/** Password and authenticator app. */
export async function afterTotp(person: Person, code = codeOf()): Promise<HttpBrowser> {
  const browser = await afterPassword(person);
  await succeed(browser, "finishChallenge", await beginTotp(browser, "sign_in", code));
  return browser;
}

/** Enrols an authenticator app in a session that may; answers its credential. */
export async function enrolTotp(browser: HttpBrowser): Promise<{ credentialId: string; secret: string }> {
  const begun = await succeed<{ flowId: string; present: { secret: string } }>(browser, "beginEnrollment", {
    kind: "totp",
    purpose: "two_factor",
  });
  const { secret } = begun.present;
  const answer = { code: codeOf(secret) };
  const { credentialId } = await succeed<{ credentialId: string }>(browser, "finishEnrollment", {
    flowId: begun.flowId,
    answer,
  });
  return { credentialId, secret };
}

/** A passkey for signing in, on an authenticator in software. */
export async function enrolPasskey(
  browser: HttpBrowser,
  purpose: "two_factor" | "sign_in",
): Promise<WebAuthnEmulator> {
  const emulator = new WebAuthnEmulator();
  const begun = await succeed<{ flowId: string; present: { options: never } }>(browser, "beginEnrollment", {
    kind: "passkey",
    purpose,
  });
  const response = emulator.createJSON(ORIGIN, begun.present.options);
  await succeed(browser, "finishEnrollment", { flowId: begun.flowId, answer: { response } });
  return emulator;
}
