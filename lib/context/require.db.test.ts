import { expect, test } from "vitest";
import { hashToken } from "../core/crypto";
import { useTestDatabase } from "../db/testing";
import { codeOf } from "../db/testing-faults";
import { type App, addApp, answerChallenge, codeFor } from "../factors/testing";
import type { Actor } from "../flows/context";
import {
  actorOf,
  makeUser,
  makeWorkspace,
  REQUIRED,
  setPolicy,
  setSession,
  signedIn,
  storedProof,
} from "../identity/testing";
import { checkFreshProof, requireFreshProof, spendingProof, takeFreshProof } from "./require";

const { db, connect } = useTestDatabase();

/** Somebody with an app, whose policy has a proof serve so many minutes, as often as it is asked for, or one action. */
async function makePerson(stepUpWindowMinutes = 0): Promise<{ actor: Actor; app: App }> {
  const user = await makeUser(db, await makeWorkspace(db, {}, { stepUpWindowMinutes }));
  const app = await addApp(db, user);
  const half = await signedIn(db, user);
  return { actor: await prove(half, app, "sign_in"), app };
}

/** The next unused code, by a session as it stands then. */
async function prove(actor: Actor, app: App, purpose: "sign_in" | "step_up", step = 0): Promise<Actor> {
  const code = codeFor(app.secret, actor, step);
  return actorOf(db, await answerChallenge(db, actor, "totp", () => ({ code }), purpose));
}

/** An action whose service asks for the proof twice. */
const act = ({ subject }: Actor, pool = db) =>
  codeOf(
    spendingProof(pool, subject, async (served) => {
      requireFreshProof(served, "own");
      requireFreshProof(served, "aal2");
    }),
  );

/** The same session at its next request. */
async function atNextRequest({ subject }: Actor): Promise<Actor> {
  const token = `token of ${subject.sessionId}`;
  const key = { workspaceId: subject.workspace.id, sessionId: subject.sessionId };
  await setSession(db, key, { tokenHash: hashToken(token) });
  return actorOf(db, { ...key, token });
}

test("A61 with a window of 0 the proofs of the sign-in serve the sign-in and no action", async () => {
  const { actor } = await makePerson();
  expect(await act(actor)).toBe("step_up_required");
});

test("A61 with a window of 0 one proof serves one action, and the next asks again", async () => {
  const { actor, app } = await makePerson();
  const proved = await prove(actor, app, "step_up", 1);
  expect(await act(proved)).toBeNull();
  const later = await atNextRequest(proved);
  expect(await act(later)).toBe("step_up_required");
  expect(() => checkFreshProof(later.subject, { level: "own" })).toThrow(
    expect.objectContaining({ details: expect.objectContaining({ challenge: ["totp"] }) }),
  );
});

test("A61 with a window of 0 a download that looked first for its proof has it, and the next one asks again", async () => {
  const { actor, app } = await makePerson();
  const proved = await prove(actor, app, "step_up", 1);
  expect(checkFreshProof(proved.subject, { level: "own" })).toBe("to_spend");
  const download = (by: Actor) => codeOf(takeFreshProof(db, by.subject, { level: "own" }));
  expect(await download(await atNextRequest(proved))).toBeNull();
  expect(await download(await atNextRequest(proved))).toBe("step_up_required");
});

test("A61 of many actions at once by one proof one runs", async () => {
  const { actor, app } = await makePerson();
  const proved = await prove(actor, app, "step_up", 1);
  const pools = [db, connect(), connect(), connect()];
  const codes = await Promise.all(pools.map((pool) => act(proved, pool)));
  expect(codes.sort()).toEqual([null, "step_up_required", "step_up_required", "step_up_required"].sort());
});

test.each([
  [295, null],
  [305, "step_up_required"],
])("A61 a proof that nothing used serves an action for five minutes: %i s", async (age, code) => {
  const { actor, app } = await makePerson();
  const proved = await prove(actor, app, "step_up", 1);
  const { workspace, sessionId } = proved.subject;
  const [proofSpentAt, createdAt] = [390, 400].map((ago) => new Date(Date.now() - ago * 1_000));
  const proofs = [storedProof("password", 400), storedProof("totp", age)];
  await setSession(db, { workspaceId: workspace.id, sessionId }, { proofs, proofSpentAt, createdAt });
  expect(await act(await atNextRequest(proved))).toBe(code);
});

test("a service that asks outside of an action that spends is refused, and nothing is spent", async () => {
  const { actor, app } = await makePerson();
  const proved = await prove(actor, app, "step_up", 1);
  expect(() => requireFreshProof(proved.subject, "own")).toThrow(
    expect.objectContaining({ code: "step_up_required" }),
  );
  expect(await act(proved)).toBeNull();
});

test("whoever is held before set-up goes through it by the proof of the sign-in", async () => {
  const place = await makeWorkspace(db, {}, { stepUpWindowMinutes: 0 });
  const { subject } = await signedIn(db, await makeUser(db, place, REQUIRED));
  expect(checkFreshProof(subject, { level: "own", isSettingUp: true })).toBe("counts");
});

test("with a window of five minutes a proof serves as often as it is asked for", async () => {
  const { actor } = await makePerson(5);
  expect(await act(actor)).toBeNull();
  expect(await act(await atNextRequest(actor))).toBeNull();
  await setPolicy(db, actor.subject.workspace.id, { stepUpWindowMinutes: 0 });
  expect(await act(await atNextRequest(actor))).toBe("step_up_required");
});
