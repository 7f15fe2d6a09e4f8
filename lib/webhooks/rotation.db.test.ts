import { expect, test, vi } from "vitest";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { makeWorkspace } from "../identity/testing";
import { inputFor, makeReader } from "./testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

const OLD = `k1:${Buffer.alloc(32, 7).toString("base64")}`;
const NEW = `k2:${Buffer.alloc(32, 8).toString("base64")}`;

/** A process that was started with these keys. */
async function processWith(keys: string) {
  vi.resetModules();
  vi.stubEnv("ENCRYPTION_KEYS", keys);
  return {
    ...(await import("./rotation")),
    ...(await import("./service")),
    ...(await import("./secrets")),
  };
}

test("a rotation seals both secrets of a webhook anew, once, and they stay what they were", async () => {
  const place = await makeWorkspace(db);
  const actor = await makeReader(db, place);
  const before = await processWith(OLD);
  const { id, secret: first } = await before.createWebhook(
    db,
    actor,
    inputFor("https://hooks.acme.example/in"),
  );
  const { secret: second } = await before.replaceWebhookSecret(db, actor, { id, endsOld: "later" });
  const rotating = await processWith(`${NEW},${OLD}`);
  expect(await rotating.resealWebhooks(db)).toBe(1);
  expect(await rotating.resealWebhooks(db)).toBe(0);
  const { openSecret } = await processWith(NEW);
  const [row] = await sql`select secret, previous_secret from webhooks`;
  const owner = { workspaceId: place.workspaceId, id };
  expect(openSecret(row?.secret, owner)).toBe(second);
  expect(openSecret(row?.previous_secret, owner)).toBe(first);
  const told = await sql`select target_id from audit_events where action = 'keys.rotated'`;
  expect(told).toMatchObject([{ target_id: id }]);
  vi.unstubAllEnvs();
});
