import { spawn } from "node:child_process";
import { once } from "node:events";
import { ORIGIN } from "../http/browser";
import { freePort } from "../http/process";
import { makeApplication } from "../oidc/applications";

export type Shop = { home: string; stop: () => Promise<void> };

/** The example of `examples/shop`, as its `npm start` starts it, registered with a workspace by its own addresses. */
export async function openShop(workspaceId: string): Promise<Shop> {
  const port = await freePort();
  const home = `http://localhost:${port}/`;
  const { clientId, secret } = await makeApplication(workspaceId, {
    name: "Harbour supplies",
    redirectUris: [`${home}callback`],
    postLogoutUris: [home],
  });
  const env = { ISSUER: ORIGIN, CLIENT_ID: clientId, CLIENT_SECRET: secret, PORT: String(port) };
  const shop = spawn(process.execPath, ["server.mjs"], {
    cwd: "examples/shop",
    env: { NODE_ENV: "production", PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(shop, "exit");
  const said = await Promise.race([
    once(shop.stdout, "data").then(([words]) => String(words)),
    ended.then(([status]) => Promise.reject(new Error(`the shop ended with ${status}`))),
  ]);
  if (!said.includes(home)) throw new Error(`the shop said: ${said}`);
  return {
    home,
    stop: async () => {
      shop.kill();
      await ended;
    },
  };
}
