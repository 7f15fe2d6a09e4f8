import { expect, test } from "vitest";
import { countTrials } from "../audit/service";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { addApp } from "../factors/testing";
import { CLIENT, findSubjectOf, makeUser, makeWorkspace, PASSWORD } from "../identity/testing";
import { standingFor } from "../policy/service";
import { signInWithPassword } from "./sign-in";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

test("a policy in try-out asks nobody, and each sign-in that it would have stopped is kept under it, once", async () => {
  const place = await makeWorkspace(db, {}, { mode: "try_out", methods: ["passkey", "totp"] });
  const [bare, holder] = [await makeUser(db, place), await makeUser(db, place)];
  await addApp(db, holder);
  const signIn = ({ email }: { email: string }) =>
    signInWithPassword(db, { email, password: PASSWORD }, CLIENT);
  const subject = await findSubjectOf(db, await signIn(bare));
  expect(subject && standingFor(subject)).toBe("signed_in");
  await signIn(bare);
  await signIn(holder);
  const kept = await sql`select actor_id, target_id, data from audit_events
    where action = 'policy.tried_out' and workspace_id = ${place.workspaceId}`;
  expect(kept).toHaveLength(2);
  expect(kept[0]).toMatchObject({ actor_id: bare.id, target_id: place.policyId, data: { would: "setup" } });
  const since = [{ targetId: place.policyId, since: new Date(0) }];
  const elsewhere = await makeWorkspace(db);
  expect(await countTrials(db, place.workspaceId, since)).toEqual([
    { targetId: place.policyId, would: "setup", signIns: 2, people: 1 },
  ]);
  expect(await countTrials(db, elsewhere.workspaceId, since)).toEqual([]);
  const later = [{ targetId: place.policyId, since: new Date(Date.now() + 60_000) }];
  expect(await countTrials(db, place.workspaceId, later)).toEqual([]);
});
