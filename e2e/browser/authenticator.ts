import type { CDPSession, Page } from "@playwright/test";

export type AuthenticatorOptions = {
  /** False: a security key without fingerprint or PIN. */
  verifiesUser?: boolean;
  /**
   * Answers prompts at once. The autofill of `/sign-in` is such a prompt: keep it off where the owner of a passkey signs in
   * with a password.
   */
  isPresent?: boolean;
};

type Credential = Awaited<ReturnType<typeof credentialsOf>>[number];

const credentialsOf = async (session: CDPSession, authenticatorId: string) =>
  (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials;

/** A virtual authenticator in one page, over the browser's debugging protocol. */
export class Authenticator {
  private constructor(
    private readonly session: CDPSession,
    private readonly id: string,
  ) {}

  static async in(page: Page, options: AuthenticatorOptions = {}): Promise<Authenticator> {
    const { verifiesUser = true, isPresent = true } = options;
    const session = await page.context().newCDPSession(page);
    await session.send("WebAuthn.enable");
    const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: verifiesUser,
        isUserVerified: verifiesUser,
        automaticPresenceSimulation: isPresent,
      },
    });
    return new Authenticator(session, authenticatorId);
  }

  credentials(): Promise<Credential[]> {
    return credentialsOf(this.session, this.id);
  }

  /** Whether prompts are answered from now on. */
  async setPresent(enabled: boolean): Promise<void> {
    const authenticatorId = this.id;
    await this.session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
  }

  /** False: the fingerprint is not recognised, so that the browser refuses the prompt. */
  async setVerified(isUserVerified: boolean): Promise<void> {
    await this.session.send("WebAuthn.setUserVerified", { authenticatorId: this.id, isUserVerified });
  }

  /** Carries a passkey over from another page's authenticator, as a synced one is. */
  async add(credentials: Credential[]): Promise<void> {
    for (const credential of credentials) {
      await this.session.send("WebAuthn.addCredential", { authenticatorId: this.id, credential });
    }
  }

  async forgetAll(): Promise<void> {
    await this.session.send("WebAuthn.clearCredentials", { authenticatorId: this.id });
  }
}
