import "server-only";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { afterAll, beforeAll } from "vitest";
import type { Db } from "../db/client";
import { serveOidc } from "../http/oidc";
import { createApplication } from "./applications/service";
import type { NewApplication } from "./applications/store";

/** The provider's addresses on a port of their own, on this file's database. */
export function useProvider(db: PostgresJsDatabase): { url: (path: string) => string } {
  let server: Server;
  beforeAll(async () => {
    // What `database()` gives is this file's database.
    Object.assign(globalThis, { sallyportPool: { db, close: async () => undefined } });
    server = createServer((req, res) => void serveOidc(req, res));
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
