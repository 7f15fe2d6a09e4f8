import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { changedTables, dump, useRaw } from "../../db/testing-faults";
import { makeUser, makeWorkspace } from "../../identity/testing";
import { eventsOf, makeAdmin } from "../policies/testing";
import { ofPolicy, share } from "../rings/testing";
import { listForeseen, previewPlanned } from "./preview";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

test("what was foreseen, and who looked, stands in the audit log; nothing else is changed", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  await makeUser(db, place);
  const before = await dump(sql);
  const planned = { change: "enforce", effect: "next_sign_in", graceDays: 7 } as const;
  const preview = await previewPlanned(db, admin, planned);
  expect(preview).toMatchObject({ people: 2, fates: { fine: 1, grace: 1 } });
  expect(changedTables(before, await dump(sql))).toEqual(["audit_events"]);
  expect(await eventsOf(sql, place, "preview.shown")).toMatchObject([
    {
      actor_id: admin.subject.user.id,
      target_id: place.workspaceId,
      data: { planned, people: 2, fates: { fine: 1, grace: 1 }, refusal: null },
    },
  ]);
});

test("each ring is foreseen for those alone whom it brings in, by name too", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  await makeUser(db, place, { name: "In both" });
  const terms = { change: "ring", effect: "next_sign_in", graceDays: null } as const;
  const rings = [ofPolicy(place.policyId, null), share(100, 9)];
  const of = async (number: number) => {
    const change = { ...terms, rings, number };
    const { people, you } = await previewPlanned(db, admin, change);
    const list = await listForeseen(db, admin.subject, { change, fate: null, after: null });
    return { people, you, names: list.people.map(({ name }) => name) };
  };
  const first = await of(1);
  expect(first).toMatchObject({ people: 2, you: "fine" });
  expect(first.names).toContain("In both");
  expect(await of(2)).toEqual({ people: 0, you: null, names: [] });
});
