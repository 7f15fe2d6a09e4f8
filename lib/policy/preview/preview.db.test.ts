import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { changedTables, dump, useRaw } from "../../db/testing-faults";
import { availableKinds } from "../../factors/registry";
import { addApp } from "../../factors/testing";
import {
  daysFromNow,
  exempt,
  makeUser,
  makeWorkspace,
  REQUIRED,
  setWorkspace,
  signedIn,
} from "../../identity/testing";
import { EVERYBODY } from "../census/service";
import { enforceForAll, requireUsers } from "../core/plan";
import { findRefusal, listPreview, previewChange } from "./service";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const kinds = availableKinds();
const terms = { setBy: null, effect: "next_sign_in", graceDays: null } as const;
const everybody = { search: EVERYBODY, plan: enforceForAll(terms) };

async function makeCast() {
  const place = await makeWorkspace(db);
  const boss = await makeUser(db, place, { role: "owner", name: "Boss" });
  await addApp(db, boss);
  await makeUser(db, place, { name: "None" });
  await makeUser(db, place, { name: "Ticked", ...REQUIRED });
  await exempt(db, await makeUser(db, place, { name: "Away" }), daysFromNow(9));
  await makeUser(db, place, { name: "Guest", passwordHash: null });
  await makeUser(db, place, { name: "Out", blockedAt: new Date() });
  await makeUser(db, place, { name: "Unread", emailVerifiedAt: null });
  return { place, viewer: (await signedIn(db, boss)).subject };
}

test("enforcing is shown person by person before it is done, and looking changes nothing", async () => {
  const { place, viewer } = await makeCast();
  const before = await dump(sql);
  const preview = await previewChange(db, place.workspaceId, everybody, viewer, kinds);
  expect(preview).toMatchObject({
    people: 7,
    fates: { fine: 1, setup: 2, grace: 0, exempt: 1, cannot: 1, invited: 1, blocked: 1, untouched: 0 },
    obstacles: { no_method: 0, factors_unusable: 0, address_unconfirmed: 1 },
    grace: null,
    sessions: { idleSeconds: 43_200, wholeSeconds: 2_592_000 },
    you: "fine",
    refusal: null,
  });
  expect(changedTables(before, await dump(sql))).toEqual([]);
});

test("each figure opens its people by name, and all of them together are everybody", async () => {
  const { place } = await makeCast();
  const of = async (fate: "setup" | "cannot" | null) =>
    (await listPreview(db, place.workspaceId, everybody, { fate, after: null, limit: 50 }, kinds)).people;
  expect((await of("setup")).map(({ subject }) => subject.user.name)).toEqual(["None", "Ticked"]);
  expect(await of("cannot")).toMatchObject([
    { obstacle: "address_unconfirmed", subject: { user: { name: "Unread" } } },
  ]);
  expect(await of(null)).toHaveLength(7);
});

test("a change for some is shown for these alone, and says whether the viewer is among them", async () => {
  const { place, viewer } = await makeCast();
  const other = await makeUser(db, place);
  const plan = requireUsers({ ...terms, graceDays: 14 });
  const of = (userIds: string[]) =>
    previewChange(db, place.workspaceId, { search: { ...EVERYBODY, userIds }, plan }, viewer, kinds);
  expect(await of([other.id])).toMatchObject({ people: 1, fates: { grace: 1 }, you: null });
  expect((await of([other.id])).grace?.first.slice(0, 10)).toBe(daysFromNow(14).toISOString().slice(0, 10));
  expect(await of([other.id, viewer.user.id])).toMatchObject({ people: 2, you: "fine" });
  const stranger = await makeUser(db, await makeWorkspace(db));
  expect(await of([stranger.id])).toMatchObject({ people: 0, you: null });
});

test("a rule that no method can satisfy is refused: for anyone, or for the one who presses", async () => {
  const { place, viewer } = await makeCast();
  const refusal = () => findRefusal(db, place.workspaceId, everybody, viewer, kinds);
  await setWorkspace(db, place.workspaceId, { methods: ["sms"] });
  expect(await refusal()).toBe("no_method_for_anyone");
  await setWorkspace(db, place.workspaceId, { methods: ["passkey"] });
  expect(await refusal()).toBeNull();
});
