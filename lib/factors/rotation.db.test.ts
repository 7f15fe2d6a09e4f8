import { beforeEach, expect, test, vi } from "vitest";
import { seal } from "../core/crypto";
import { credentials } from "../db/schema/factors";
import { users } from "../db/schema/users";
import { useTestDatabase } from "../db/testing";
import { useRaw, withFault } from "../db/testing-faults";
import { makeUser, makeWorkspace, type Place, signedIn } from "../identity/testing";
import { addApp, answerCode, codeFor } from "./testing";
import { sealTotpSecret } from "./totp";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

const OLD = `k1:${Buffer.alloc(32, 7).toString("base64")}`;
const NEW = `k2:${Buffer.alloc(32, 8).toString("base64")}`;
const COUNT = 450;

/** A process that was started with these keys. */
async function processWith(keys: string) {
  vi.resetModules();
  vi.stubEnv("ENCRYPTION_KEYS", keys);
  const { resealSecrets } = await import("./rotation");
  const testing = await import("./testing");
  return { reseal: () => resealSecrets(db), answerCode: testing.answerCode };
}

async function fill({ workspaceId, policyId }: Place): Promise<void> {
  const ids = Array.from({ length: COUNT }, (_, n) => String(n).padStart(4, "0"));
  await db.insert(users).values(
    ids.map((n) => ({
      workspaceId,
      policyId,
      id: `usr_${n}`,
      email: `${n}@x.example`,
      name: n,
      webauthnHandle: n,
    })),
  );
  await db.insert(credentials).values(
    ids.map((n) => ({
      workspaceId,
      userId: `usr_${n}`,
      id: `crd_${n}`,
      kind: "totp",
      label: "",
      data: sealTotpSecret(workspaceId, `usr_${n}`, `crd_${n}`, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
    })),
  );
}

const sealedWith = async (key: string): Promise<number> =>
  Number(
    (await sql`select count(*) as n from credentials where data->>'secret' like ${`v1.${key}.%`}`)[0]?.n,
  );
const rotations = async (): Promise<number[]> =>
  (await sql`select data from audit_events where action = 'keys.rotated' order by id`).map((row) =>
    Number(row.data.resealed),
  );

beforeEach(async () => {
  vi.unstubAllEnvs();
  await sql`delete from workspaces`;
  await sql`delete from addresses`;
  await sql`delete from audit_events`;
});

test("A28 rotation seals every secret with the new key, once, and codes work before, between and after", async () => {
  const place = await makeWorkspace(db);
  await fill(place);
  const user = await makeUser(db, place);
  const app = await addApp(db, user);
  const [first, second] = [await signedIn(db, user), await signedIn(db, user)];
  await answerCode(db, first, codeFor(app.secret, first, -1));
  const both = await processWith(`${NEW},${OLD}`);
  await both.answerCode(db, second, codeFor(app.secret, second));
  expect(await both.reseal()).toEqual({ resealed: COUNT + 1, currentKeyId: "k2" });
  expect(await sealedWith("k2")).toBe(COUNT + 1);
  expect(await both.reseal()).toMatchObject({ resealed: 0 });
  expect(await rotations()).toEqual([200, 200, 51]);
  const third = await signedIn(db, user);
  const withoutOld = await processWith(NEW);
  await withoutOld.answerCode(db, third, codeFor(app.secret, third, 1));
});

test("A28 a rotation that is cut short keeps what it did, on record, and goes on where it stopped", async () => {
  const place = await makeWorkspace(db);
  await fill(place);
  const both = await processWith(`${NEW},${OLD}`);
  await withFault(sql, { table: "credentials", on: "update", when: "new.id = 'crd_0300'" }, async () => {
    await expect(both.reseal()).rejects.toThrow();
  });
  expect([await sealedWith("k2"), await sealedWith("k1")]).toEqual([200, COUNT - 200]);
  expect(await rotations()).toEqual([200]);
  expect(await both.reseal()).toMatchObject({ resealed: COUNT - 200 });
  expect([await sealedWith("k2"), await sealedWith("k1")]).toEqual([COUNT, 0]);
});

test("A28 where an old key is missing the rotation stops and changes nothing", async () => {
  await fill(await makeWorkspace(db));
  const withoutOld = await processWith(NEW);
  await expect(withoutOld.reseal()).rejects.toThrow("k1");
  expect(await sealedWith("k1")).toBe(COUNT);
  expect(await rotations()).toEqual([]);
});

test("C04 no secret is sealed anew without an entry", async () => {
  await fill(await makeWorkspace(db));
  const both = await processWith(`${NEW},${OLD}`);
  await withFault(sql, { table: "audit_events" }, async () => {
    await expect(both.reseal()).rejects.toThrow();
  });
  expect(await sealedWith("k1")).toBe(COUNT);
});

test("the number of a text message is sealed anew like a secret", async () => {
  const { workspaceId, id: userId } = await makeUser(db, await makeWorkspace(db));
  const context = `sms\n${workspaceId}\n${userId}\ncrd_sms`;
  const data = { number: seal("+4915123456789", context), country: "DE" };
  await db.insert(credentials).values({ workspaceId, userId, id: "crd_sms", kind: "sms", label: "", data });
  await (await processWith(`${NEW},${OLD}`)).reseal();
  const [row] = await sql`select data from credentials where user_id = ${userId}`;
  await processWith(NEW);
  const { open } = await import("../core/crypto");
  expect(open(row?.data.number, context)).toBe("+4915123456789");
  expect(row?.data.country).toBe("DE");
});
