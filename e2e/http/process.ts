import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

export type Server = { origin: string; kill: () => Promise<void>; stop: () => Promise<void> };

export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}

/** One more server process of the same build on the same database, to be killed. */
export async function startProcess(port: number): Promise<Server> {
  const origin = `http://localhost:${port}`;
  const child = spawn(process.execPath, ["scripts/serve.mjs"], {
    env: { ...process.env, NODE_ENV: "production", PORT: String(port), APP_URL: origin },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit").then(() => {
    throw new Error("the server ended before it was ready");
  });
  await Promise.race([once(child, "message"), ended]);
  ended.catch(() => undefined);
  return { origin, kill: () => end(child, "SIGKILL"), stop: () => end(child, "SIGTERM") };
}
