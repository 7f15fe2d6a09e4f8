import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { codeOf, useRaw } from "../../db/testing-faults";
import { addApp } from "../../factors/testing";
import { makeUser, makeWorkspace, REQUIRED } from "../../identity/testing";
import { makeApplication, useProvider } from "../testing";
import { makeSteps } from "../testing-authorization";
import { makeManager } from "../testing-manager";
import { replayRule } from "./replay";
import type { Draft, TryInput } from "./schema";
import { tryRule } from "./trial";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const { url } = useProvider(db);
const { pair, prove, signIn } = makeSteps(db, url);

const ALWAYS: Draft = { rule: "always", condition: null, allowsRemembered: false };
const NEVER: Draft = { ...ALWAYS, rule: "as_required" };
const when = (condition: string): Draft => ({ ...ALWAYS, rule: "condition", condition });

async function place() {
  const at = await makeWorkspace(db);
  const actor = await makeManager(db, at);
  const { clientId } = await makeApplication(db, at.workspaceId);
  const tryWith = (part: Partial<TryInput> & { email: string }) =>
    tryRule(db, actor, { clientId, draft: ALWAYS, scopes: ["openid"], ip: "", isNewBrowser: false, ...part });
  return { at, actor, clientId, tryWith };
}

test("a rule is tried on a user as they are: what it says, and what they would meet after their password", async () => {
  const { at, tryWith } = await place();
  const bare = await makeUser(db, at, { name: "Ada" });
  const holder = await makeUser(db, at);
  await addApp(db, holder);
  const required = await makeUser(db, at, REQUIRED);
  expect(await tryWith({ email: bare.email })).toEqual({
    name: "Ada",
    verdict: { asks: true, fails: null, fault: null },
    withoutApplication: "allow",
    outcome: "setup",
  });
  expect(await tryWith({ email: holder.email })).toMatchObject({ outcome: "challenge" });
  expect(await tryWith({ email: bare.email, draft: NEVER })).toMatchObject({
    verdict: { asks: false },
    outcome: "allow",
  });
  expect(await tryWith({ email: bare.email, draft: NEVER, scopes: ["payment"] })).toMatchObject({
    verdict: { asks: false },
    outcome: "setup",
  });
  expect(await tryWith({ email: required.email, draft: NEVER })).toMatchObject({
    withoutApplication: "setup",
  });
});

test("a condition is tried on the request that is supposed", async () => {
  const { at, tryWith } = await place();
  const { email } = await makeUser(db, at);
  const asks = async (condition: string, part: Partial<TryInput> = {}) =>
    (await tryWith({ email, draft: when(condition), ...part })).verdict;
  const inside = 'inNetwork(request.ip, "203.0.113.0/24")';
  expect(await asks(inside, { ip: "203.0.113.9" })).toEqual({ asks: true, fails: null, fault: null });
  expect(await asks(inside)).toEqual({ asks: false, fails: null, fault: null });
  expect(await asks("session.new_browser")).toMatchObject({ asks: false });
  expect(await asks("session.new_browser", { isNewBrowser: true })).toMatchObject({ asks: true });
  expect(await asks("user.app_metadata.nothing == 1")).toMatchObject({
    asks: true,
    fails: expect.any(String),
  });
});

test("A66 A82 trying takes the right, and finds nobody and nothing of another workspace", async () => {
  const { at, actor, clientId, tryWith } = await place();
  const elsewhere = await makeWorkspace(db);
  const stranger = await makeUser(db, elsewhere);
  expect(await codeOf(tryWith({ email: stranger.email }))).toBe("not_found");
  expect(await codeOf(tryWith({ email: "nobody@nowhere.example" }))).toBe("not_found");
  const other = await makeManager(db, elsewhere);
  expect(await codeOf(replayRule(db, other, { clientId, draft: ALWAYS }))).toBe("not_found");
  const without = await makeManager(db, at, ["manage_user_rights"]);
  expect(await codeOf(replayRule(db, without, { clientId, draft: ALWAYS }))).toBe("missing_right");
  expect((await replayRule(db, actor, { clientId, draft: ALWAYS })).looked).toBe(0);
});

test("a rule is replayed on the recorded sign-ins of 30 days: whom it would have asked for more", async () => {
  const one = await pair({ user: { name: "Ada" }, withApp: true });
  const [policy] = await sql`select id from policies where workspace_id = ${one.workspaceId}`;
  const at = { workspaceId: one.workspaceId, policyId: String(policy?.id) };
  const actor = await makeManager(db, at);
  const { clientId } = one.application;
  const replay = (draft: Draft) => replayRule(db, actor, { clientId, draft });
  await prove(one);
  await signIn(one, { scope: "openid orders" });
  await sql`update sessions set proofs = proofs - -1, remembered_at = null where id = ${one.session.sessionId}`;
  await sql`update users set two_factor_on = false where id = ${one.userId}`;
  await signIn(one, { scope: "openid" });

  expect(await replay(ALWAYS)).toMatchObject({ of: "application", looked: 2, asked: 2, more: 1, people: 1 });
  expect(await replay(NEVER)).toMatchObject({ looked: 2, asked: 0, more: 0, people: 0, failed: 0 });
  const byScope = await replay(when('"orders" in request.scopes'));
  expect(byScope).toMatchObject({ asked: 1, more: 0 });
  expect(byScope.shown).toMatchObject([
    { name: "Ada", asks: false, hasProved: false },
    { name: "Ada", asks: true, hasProved: true },
  ]);
  const failing = await replay(when("user.app_metadata.nothing == 1"));
  expect(failing).toMatchObject({ asked: 2, failed: 2 });

  const { clientId: unused } = await makeApplication(db, one.workspaceId);
  const ofAll = await replayRule(db, actor, { clientId: unused, draft: ALWAYS });
  expect(ofAll).toMatchObject({ of: "workspace", looked: 0 });
});

test("replaying asks two indexes for a bounded number of events and reads no other", async () => {
  const { actor, clientId } = await place();
  await sql`set enable_seqscan = off`;
  const plan = await sql`explain select a.at from audit_events a
    where a.workspace_id = ${actor.subject.workspace.id} and a.target_id = ${clientId}
      and a.action = 'authorization.granted' and a.at > now() - interval '30 days'
    order by a.at desc, a.id desc limit 201`;
  const text = plan.map((row) => String(row["QUERY PLAN"])).join("\n");
  expect(text).toMatch(/target/);
  expect(text).not.toMatch(/Seq Scan|Sort /);
});
