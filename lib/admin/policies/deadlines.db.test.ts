import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { codeOf, useRaw } from "../../db/testing-faults";
import { addApp } from "../../factors/testing";
import { removeEveryFactor } from "../../flows/reset";
import { ADMIN, daysFromNow, makeUser, makeWorkspace, REQUIRED, signedIn } from "../../identity/testing";
import type { UserRow } from "../../identity/users/service";
import { requirementOf, standingFor } from "../../policy/service";
import { extendDeadline } from "./deadlines";
import { savePolicy } from "./save";
import { changeOf, eventsOf, makeAdmin } from "./testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

const DAY_MS = 86_400_000;
/** The clock is moved by moving what it is measured against. */
async function makeCase(prompted: number, policy: object = { graceDays: 7 }) {
  const place = await makeWorkspace(db, {}, { mode: "required", methods: ["passkey", "totp"], ...policy });
  const admin = await makeAdmin(db, place);
  const user = await makeUser(db, place, { firstPromptedAt: daysFromNow(-prompted) });
  const save = async (change: object, extendUntil: Date | null = null) =>
    codeOf(
      savePolicy(db, await makeAdmin(db, place), {
        ...(await changeOf(db, place, "Default", change)),
        extendUntil,
      }),
    );
  return { place, admin, user, save };
}
async function standing(user: UserRow): Promise<[string, number | null]> {
  const { subject } = await signedIn(db, user);
  const until = requirementOf(subject).graceUntil;
  return [standingFor(subject), until && Math.round((until.getTime() - Date.now()) / DAY_MS)];
}

test("A69 shortening bites at once, and lengthening again reopens nothing that was over meanwhile", async () => {
  const { user, save, place } = await makeCase(5);
  const fresh = await makeUser(db, place);
  expect(await standing(user)).toEqual(["grace", 2]);
  expect(await save({ graceDays: 3 })).toBeNull();
  expect(await standing(user)).toEqual(["setup_pending", -2]);
  expect(await save({ graceDays: 30 })).toBeNull();
  expect(await standing(user)).toEqual(["setup_pending", -2]);
  expect(await standing(fresh)).toEqual(["grace", 30]);
});

test("A69 an extension of the policy, audited, is what reopens them; making it stricter ends that", async () => {
  const { user, save, place } = await makeCase(9);
  expect(await save({ graceDays: 30 }, daysFromNow(4))).toBeNull();
  expect(await standing(user)).toEqual(["grace", 4]);
  expect(await eventsOf(sql, place, "deadline.extended")).toMatchObject([{ data: { policy: "Default" } }]);
  expect(await save({ sessionPreset: "aal2" })).toBeNull();
  expect((await standing(user))[0]).toBe("setup_pending");
  expect(await save({}, daysFromNow(-1))).toBe("invalid_input");
});

test("A69 an extension of one person, audited and mailed, opens the time again and ends on its day", async () => {
  const { user, admin, place } = await makeCase(9);
  const other = await makeUser(db, place, { firstPromptedAt: daysFromNow(-9) });
  const extend = (until: Date, by = admin) => codeOf(extendDeadline(db, by, { userId: user.id, until }));
  expect(await extend(daysFromNow(-1))).toBe("invalid_input");
  expect(await extend(daysFromNow(92))).toBe("invalid_input");
  expect(await extend(daysFromNow(5), await makeAdmin(db, place, {}, 360))).toBe("step_up_required");
  expect(await extend(daysFromNow(5), await makeAdmin(db, place, { rights: [] }))).toBe("missing_right");
  expect(await extend(daysFromNow(5))).toBeNull();
  expect(await standing(user)).toEqual(["grace", 5]);
  expect(await standing(other)).toEqual(["setup_pending", -2]);
  expect(await eventsOf(sql, place, "deadline.extended")).toMatchObject([{ target_id: user.id }]);
  const mails = await sql`select subject from messages where recipient = ${user.email}`;
  expect(mails).toMatchObject([{ subject: expect.stringMatching(/^You have more time/) }]);
  await sql`update users set extended_until = now() - interval '1 second' where id = ${user.id}`;
  expect((await standing(user))[0]).toBe("setup_pending");
});

test("nobody gives themselves time, and nothing is given where nothing is pending", async () => {
  const { place } = await makeCase(9);
  const self = await makeUser(db, place, { ...ADMIN, firstPromptedAt: daysFromNow(-1) });
  const actor = await signedIn(db, self);
  expect(await codeOf(extendDeadline(db, actor, { userId: self.id, until: daysFromNow(5) }))).toBe(
    "own_requirement",
  );
  const holder = await makeUser(db, place);
  await addApp(db, holder);
  const admin = await makeAdmin(db, place);
  expect(await codeOf(extendDeadline(db, admin, { userId: holder.id, until: daysFromNow(5) }))).toBe(
    "conflict",
  );
  const stranger = await makeUser(db, await makeWorkspace(db), REQUIRED);
  expect(await codeOf(extendDeadline(db, admin, { userId: stranger.id, until: daysFromNow(5) }))).toBe(
    "not_found",
  );
});

test("A69 a reset gives no new time", async () => {
  const { place } = await makeCase(0);
  const holder = await makeUser(db, place, { firstPromptedAt: daysFromNow(-90) });
  await addApp(db, holder);
  await db.transaction((tx) => removeEveryFactor(tx, { workspaceId: place.workspaceId, userId: holder.id }));
  expect((await standing(holder))[0]).toBe("setup_pending");
});

test("back after a year: what was set while somebody was away holds at the next sign-in, its time counted from the first prompt", async () => {
  const { place } = await makeCase(0, { since: daysFromNow(-300), graceDays: 7 });
  const away = await makeUser(db, place, { lastSignInAt: daysFromNow(-365), policySince: daysFromNow(-400) });
  expect(await standing(away)).toEqual(["grace", 7]);
  const dated = await makeCase(0, { since: daysFromNow(-300), graceUntil: daysFromNow(-200) });
  const late = await makeUser(db, dated.place, {
    lastSignInAt: daysFromNow(-365),
    policySince: daysFromNow(-400),
  });
  expect(await standing(late)).toEqual(["setup_pending", -200]);
  await addApp(db, late);
  expect((await standing(late))[0]).toBe("half_signed_in");
});

test("more skips give nothing back to whoever had none left", async () => {
  const { place, save } = await makeCase(3, { graceSkips: 1 });
  const used = await makeUser(db, place, {
    firstPromptedAt: daysFromNow(-3),
    skipsUsed: 1,
    lastSkipAt: daysFromNow(-1),
  });
  expect((await standing(used))[0]).toBe("setup_pending");
  expect(await save({ graceSkips: 5 })).toBeNull();
  expect((await standing(used))[0]).toBe("setup_pending");
  const fresh = await makeUser(db, place, { firstPromptedAt: daysFromNow(-3) });
  expect((await standing(fresh))[0]).toBe("grace");
});
