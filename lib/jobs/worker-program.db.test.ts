import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serverArguments } from "../../scripts/host/run-program.mjs";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { makeWorkspace } from "../identity/testing";
import { patiently } from "./testing";

const database = useTestDatabase();
const sql = useRaw(database);

const mails: string[] = [];
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onData(stream, _session, done) {
    let text = "";
    stream.on("data", (chunk) => {
      text += chunk;
    });
    stream.on("end", () => {
      mails.push(text);
      done();
    });
  },
});
beforeAll(async () => {
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
});
afterAll(() => new Promise<void>((resolve) => smtp.close(resolve)));

async function startWorker(): Promise<{ child: ChildProcess; said: () => string }> {
  const { port } = smtp.server.address() as AddressInfo;
  const env = { ...process.env, DATABASE_URL: database.url, SMTP_URL: `smtp://127.0.0.1:${port}` };
  const args = serverArguments("scripts/worker.ts");
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
  });
  return { child, said: () => said };
}

test("npm run worker sends mail as the server would, and ends at SIGTERM with nothing left under way", {
  timeout: 60_000,
}, async () => {
  const { workspaceId } = await makeWorkspace(database.db);
  const { child, said } = await startWorker();
  try {
    await sql`insert into messages (workspace_id, id, event_key, channel, recipient, subject, body)
      values (${workspaceId}, 'msg_1', 'worker', 'email', 'ada@example.org', 'From a worker', 'Hello Ada')`;
    await patiently(() => expect(mails.join()).toContain("From a worker"), 40);
    expect(mails.join()).toContain("text/html");
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
    expect(said()).toContain("What was not finished waits for the next worker.");
    expect(await sql`select name from pgboss.job where state = 'active'`).toEqual([]);
  } finally {
    child.kill("SIGKILL");
  }
});
