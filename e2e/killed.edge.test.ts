import { sql } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { database } from "../lib/db/client";
import { afterPassword, beginTotp, codeOf, succeed } from "./http/person";
import { freePort, type Server, startProcess } from "./http/process";
import { makeWorkspace } from "./people";

const running: Server[] = [];
const start = async (port: number) => {
  const server = await startProcess(port);
  running.push(server);
  return server;
};
afterAll(() => Promise.all(running.map((server) => server.stop())));

type Begun = { flowId: string; present: { secret: string } };
const setUp = { kind: "totp", purpose: "two_factor" };

async function countCredentials(userId: string, workspaceId: string): Promise<number> {
  const rows = await database().execute(
    sql`select 1 from credentials where workspace_id = ${workspaceId} and user_id = ${userId}`,
  );
  return rows.length;
}

test("C07 killing the server in the middle of an enrolment loses nothing: the same secret goes on, and what was confirmed stays", async () => {
  const made = await makeWorkspace({ one: { isRequired: true } });
  const { one } = made.people;
  const port = await freePort();
  const first = await start(port);
  const browser = await afterPassword(one, first.origin);
  const begun = await succeed<Begun>(browser, "beginEnrollment", setUp);
  await first.kill();

  const second = await start(port);
  const again = await succeed<Begun>(browser, "beginEnrollment", setUp);
  expect(again.present.secret).toBe(begun.present.secret);
  const finish = { flowId: again.flowId, answer: { code: codeOf(begun.present.secret) } };
  await succeed(browser, "finishEnrollment", finish);
  await second.kill();

  await start(port);
  expect(await countCredentials(one.id, made.id)).toBe(1);
  expect((await browser.act("finishEnrollment", finish)).body).toMatchObject({
    ok: false,
    code: "flow_used",
  });
  expect((await browser.request("/dashboard")).status).toBe(200);
});

test("C08 one ceremony over two processes: begun on one, finished on the other, its code accepted once", async () => {
  const { people } = await makeWorkspace({ one: { totp: true } });
  const other = await start(await freePort());
  const browser = await afterPassword(people.one);
  const challenge = await beginTotp(browser);
  const elsewhere = browser.copy(other.origin);
  await succeed(elsewhere, "finishChallenge", challenge);
  expect((await elsewhere.request("/dashboard")).status).toBe(200);
  // the cookie from before the rise is dead in every process
  expect((await browser.act("finishChallenge", challenge)).body).toMatchObject({
    ok: false,
    code: "not_signed_in",
  });
});
