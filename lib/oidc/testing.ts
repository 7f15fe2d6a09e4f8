import "server-only";
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { afterAll, beforeAll } from "vitest";
import { randomToken } from "../core/crypto";
import type { Db } from "../db/client";
import { useAsPool } from "../db/testing";
import { sealSessionToken, sessionCookieName } from "../edge/session-hint";
import { answerOidc } from "../http/oidc";
import type { SessionKey } from "../identity/sessions/service";
import { createApplication } from "./applications/service";
import type { NewApplication } from "./applications/store";

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const body = req.method === "GET" || req.method === "HEAD" ? null : Readable.toWeb(req);
  const headers = Object.entries(req.headers).map(([name, value]) => [name, String(value)]);
  const request = new Request(`http://localhost:3000${req.url}`, {
    method: req.method,
    headers: Object.fromEntries(headers),
    body,
    duplex: "half",
  } as RequestInit);
  const response = await answerOidc(request, req.url ?? "/");
  res.writeHead(response.status, {
    ...Object.fromEntries(response.headers),
    "set-cookie": response.headers.getSetCookie(),
  });
  res.end(Buffer.from(await response.arrayBuffer()));
}

/** The provider's addresses on a port of their own, on this file's database. */
export function useProvider(db: PostgresJsDatabase): { url: (path: string) => string } {
  let server: Server;
  useAsPool(db);
  beforeAll(async () => {
    server = createServer((req, res) => {
      answer(req, res).catch((error: unknown) => res.destroy(error as Error));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  return { url: (path) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}` };
}

export const REDIRECT_URI = "http://localhost:4401/callback";

/** A web application with the code flow, or what is set of it. */
export const makeApplication = (
  db: Db,
  workspaceId: string,
  set: Partial<NewApplication> & { secret?: string } = {},
) =>
  createApplication(
    db,
    {
      workspaceId,
      name: "Orders",
      kind: "web",
      grantTypes: ["authorization_code", "refresh_token"],
      redirectUris: [REDIRECT_URI],
      scopes: ["openid", "profile", "email", "offline_access", "orders"],
      ...set,
    },
    { actorId: null, client: null },
  );

/** An application that acts for itself at the management API. */
export const makeMachine = (db: Db, workspaceId: string, apiScopes = ["read:users", "update:users"]) =>
  makeApplication(db, workspaceId, {
    name: "Robot",
    kind: "machine",
    grantTypes: ["client_credentials"],
    redirectUris: [],
    scopes: [],
    apiScopes,
  });

/** The cookie of a session, as its browser would send it. */
export async function cookieOf(key: SessionKey): Promise<string> {
  const hint = "full" as const;
  return `${sessionCookieName()}=${await sealSessionToken({ ...key, hint })}`;
}

/** A browser that follows the provider's redirects and keeps its cookies, beside our session's. */
export class ProviderBrowser {
  readonly cookies = new Map<string, string>();

  constructor(
    readonly origin: () => string,
    public session: string | null = null,
  ) {}

  async go(address: string, init: RequestInit = {}): Promise<Response> {
    const { pathname, search } = new URL(address, "http://localhost:3000");
    const pairs = [...this.cookies].map(([name, value]) => `${name}=${value}`);
    const cookie = [...(this.session ? [this.session] : []), ...pairs].join("; ");
    const response = await fetch(`${this.origin()}${pathname}${search}`, {
      redirect: "manual",
      ...init,
      headers: { ...init.headers, cookie },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      if (/expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Where an authorization request leads: the address of a screen of ours, or the application's own with its answer. */
  async authorize(query: Record<string, string>): Promise<URL> {
    return this.lead(`/authorize?${new URLSearchParams(query)}`);
  }

  async lead(address: string, init: RequestInit = {}): Promise<URL> {
    const response = await this.go(address, init);
    return new URL(response.headers.get("location") ?? "about:blank", "http://localhost:3000");
  }
}

export type Pkce = { verifier: string; query: Record<string, string> };

/** An authorization request of `makeApplication`'s application, with PKCE. */
export function askFor(clientId: string, query: Record<string, string> = {}): Pkce {
  const verifier = randomToken();
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  return {
    verifier,
    query: {
      client_id: clientId,
      response_type: "code",
      redirect_uri: REDIRECT_URI,
      scope: "openid",
      state: "st",
      nonce: "no",
      code_challenge: challenge,
      code_challenge_method: "S256",
      ...query,
    },
  };
}
