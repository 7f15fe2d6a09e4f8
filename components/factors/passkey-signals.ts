/** What tells a password manager which of its passkeys still open this account (WebAuthn L3 §5.1.10). */
export type PasskeySignal = { rpId: string; userId: string; allAcceptedCredentialIds: string[] };

type Signals = {
  signalAllAcceptedCredentials?: (options: PasskeySignal) => Promise<void>;
  signalUnknownCredential?: (options: { rpId: string; credentialId: string }) => Promise<void>;
};

const signals = (): Signals => (window.PublicKeyCredential as unknown as Signals | undefined) ?? {};

/** Best effort: a browser that has no such thing, or refuses, loses nothing but tidiness. */
const quietly = (told: Promise<void> | undefined): void => void told?.catch(() => undefined);

/** These passkeys are all there are: removed ones are offered no more. */
export const signalAccepted = (signal: PasskeySignal): void =>
  quietly(signals().signalAllAcceptedCredentials?.(signal));

/** The passkey that was just tried opens nothing here. */
export const signalUnknown = (credentialId: string): void =>
  quietly(signals().signalUnknownCredential?.({ rpId: window.location.hostname, credentialId }));
