import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";

/** Why the browser gave no answer: keys of the messages `factors.passkey`. */
export type CeremonyFault = "cancelled" | "exists" | "unsupported" | "failed";

export type Ceremony<T> = { ok: true; response: T } | { ok: false; fault: CeremonyFault };

const FAULTS: Record<string, CeremonyFault> = {
  NotAllowedError: "cancelled",
  AbortError: "cancelled",
  InvalidStateError: "exists",
  NotSupportedError: "unsupported",
  SecurityError: "unsupported",
};

async function answerOf<T>(run: () => Promise<T>): Promise<Ceremony<T>> {
  if (!window.PublicKeyCredential) return { ok: false, fault: "unsupported" };
  try {
    return { ok: true, response: await run() };
  } catch (error) {
    const fault = error instanceof Error ? FAULTS[error.name] : undefined;
    return { ok: false, fault: fault ?? "failed" };
  }
}

/** Asks the browser for an assertion. A later ceremony of the page ends an earlier one. */
export const askForPasskey = (options: unknown, useBrowserAutofill = false) =>
  answerOf(() =>
    startAuthentication({
      optionsJSON: options as PublicKeyCredentialRequestOptionsJSON,
      useBrowserAutofill,
    }),
  );

/** Asks the browser to create a passkey. */
export const createPasskey = (options: unknown) =>
  answerOf(() => startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON }));
