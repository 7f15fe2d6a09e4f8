import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import * as openid from "openid-client";
import { ORIGIN } from "../http/browser";

/** An application on this machine, on `openid-client`: it sends a browser here and redeems what comes back. */
export class LoopbackApplication {
  private constructor(
    private readonly server: Server,
    readonly callback: string,
  ) {}

  static async start(): Promise<LoopbackApplication> {
    const server = createServer((_request, response) => {
      response.setHeader("content-type", "text/html");
      response.end("<h1>Back at the application</h1>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return new LoopbackApplication(server, `http://localhost:${port}/callback`);
  }

  close(): void {
    this.server.close();
  }

  /** What it knows of the provider; `secret` null: it keeps none. */
  configure(clientId: string, secret: string | null): Promise<openid.Configuration> {
    const how = secret === null ? openid.None() : openid.ClientSecretBasic(secret);
    const options = { execute: [openid.allowInsecureRequests] };
    return openid.discovery(new URL(ORIGIN), clientId, undefined, how, options);
  }

  /** Sends a page to sign in. What comes next is the user's business; `redeem` takes it from where they arrive. */
  async send(page: Page, config: openid.Configuration, params: Record<string, string> = {}) {
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: this.callback,
      scope: "openid",
      state,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...params,
    });
    await page.goto(url.href);
    return {
      redeem: async () => {
        await page.waitForURL((at) => at.href.startsWith(this.callback));
        const checks = { pkceCodeVerifier: verifier, expectedState: state };
        return openid.authorizationCodeGrant(config, new URL(page.url()), checks);
      },
    };
  }
}
