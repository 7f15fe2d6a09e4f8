import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import next from "next";
import { env } from "../lib/core/env.ts";
import { admit } from "./serve/admit.mjs";
import { harden } from "./serve/headers.mjs";

const isDevelopment = process.argv.includes("--dev");
const { PORT, DEMO, APP_URL } = env();
// next-auth reads its own name for the public origin.
process.env.NEXTAUTH_URL = APP_URL;

// Next listens for upgrades (hot reload) on one server alone, and there are two: they pass theirs on to this one.
const upgrades = new EventEmitter();
const app = next({ dev: isDevelopment, hostname: "localhost", port: PORT, httpServer: upgrades });
await app.prepare();
const handle = app.getRequestHandler();

const servers = [];

/** Longest time for headers and for a whole request: a slow sender holds one connection, not a worker. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;

async function listen(host) {
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    (req, res) => {
      harden(req, res);
      if (admit(req, res)) handle(req, res);
    },
  );
  server.on("upgrade", (...request) => upgrades.emit("upgrade", ...request));
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: PORT, host }, resolve);
  });
  servers.push(server);
}

/** The demo has known passwords, so it never leaves this machine. */
async function listenOnLoopback() {
  await listen("127.0.0.1");
  await listen("::1").catch((error) => {
    if (!["EADDRNOTAVAIL", "EAFNOSUPPORT"].includes(error.code)) throw error;
  });
}

const DRAIN_MS = 10_000;

async function stop() {
  setTimeout(() => process.exit(0), DRAIN_MS).unref();
  // instrumentation.ts starts them in this process: what is under way ends or is given back while requests end
  const jobs = globalThis.sallyportWorkers?.stop();
  await Promise.all([
    jobs,
    ...servers.map((server) => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      return closed;
    }),
  ]);
  await app.close();
  process.exit(0);
}

process.on("SIGTERM", stop);
process.on("disconnect", stop);

await (DEMO ? listenOnLoopback() : listen(undefined));
process.send?.("ready");
