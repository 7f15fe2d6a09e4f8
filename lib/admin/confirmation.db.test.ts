import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { verifyEmail } from "../entry/sign-up";
import { CLIENT, makeUser, makeWorkspace } from "../identity/testing";
import { mailedToken } from "../identity/testing-mail";
import { sendConfirmation } from "./confirmation";
import { eventsOf, makeAdmin } from "./policies/testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

async function makeCase(set: object = { emailVerifiedAt: null }) {
  const place = await makeWorkspace(db);
  return { place, admin: await makeAdmin(db, place), user: await makeUser(db, place, set) };
}

test("whoever never confirmed the address gets a new link from an administrator, audited, which confirms it", async () => {
  const { place, admin, user } = await makeCase();
  await sendConfirmation(db, admin, user.id);
  const first = await mailedToken(sql, user.email);
  await sendConfirmation(db, admin, user.id);
  expect(await codeOf(verifyEmail(db, first, CLIENT))).toBe("token_invalid");
  await verifyEmail(db, await mailedToken(sql, user.email), CLIENT);
  const [row] =
    await sql`select email_verified_at is not null as is_confirmed from users where id = ${user.id}`;
  expect(row?.is_confirmed).toBe(true);
  expect(await eventsOf(sql, place, "address.confirmation_sent")).toMatchObject([
    { actor_id: admin.subject.user.id, target_id: user.id },
    { actor_id: admin.subject.user.id, target_id: user.id },
  ]);
});

test("a confirmed address, one that is only invited or blocked, somebody else's workspace and a missing right send nothing", async () => {
  const { place, admin, user } = await makeCase({});
  const send = (id: string, who = admin) => codeOf(sendConfirmation(db, who, id));
  expect(await send(user.id)).toBe("already_done");
  const never = { emailVerifiedAt: null };
  const guest = await makeUser(db, place, { ...never, passwordHash: null });
  expect(await send(guest.id)).toBe("method_not_available");
  const blocked = await makeUser(db, place, { ...never, blockedAt: new Date() });
  expect(await send(blocked.id)).toBe("method_not_available");
  expect(await send((await makeCase()).user.id)).toBe("not_found");
  const member = await makeAdmin(db, place, { rights: [] });
  const open = await makeUser(db, place, never);
  expect(await send(open.id, member)).toBe("missing_right");
  expect(await sql`select 1 from messages where workspace_id = ${place.workspaceId}`).toEqual([]);
});
