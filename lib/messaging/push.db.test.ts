import { createECDH, createPublicKey, type JsonWebKey, randomBytes } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { jwtVerify } from "jose";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { useTestDatabase } from "../db/testing";
import { dump, useRaw } from "../db/testing-faults";
import { makeWorkspace } from "../identity/testing";
import { dispatchDue } from "./dispatch";
import { sendPush } from "./service";
import { resealVapidKeys, vapidKeys } from "./vapid";

vi.stubEnv("PUSH_HOSTS", "127.0.0.1");
vi.stubEnv("DEMO", "0");

/** The receiving side of RFC 8291, of the library that `web-push` builds on. */
const { decrypt } = createRequire(createRequire(import.meta.url).resolve("web-push"))("http_ece") as {
  decrypt: (body: Buffer, options: Record<string, unknown>) => Buffer;
};

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

type Received = { headers: IncomingHttpHeaders; body: Buffer; path: string };
const received: Received[] = [];
let answerWith = 201;

const service = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    received.push({ headers: request.headers, body: Buffer.concat(parts), path: request.url ?? "" });
    response.writeHead(answerWith, answerWith === 302 ? { location: "http://127.0.0.1:1/" } : {}).end();
  });
});
beforeAll(() => new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => service.close(resolve)));
beforeEach(async () => {
  received.length = 0;
  answerWith = 201;
  await sql`delete from messages`;
});

/** A browser's half of a subscription: a key pair and a shared secret. */
function makeReceiver() {
  const keys = createECDH("prime256v1");
  keys.generateKeys();
  const authSecret = randomBytes(16);
  const { port } = service.address() as AddressInfo;
  return {
    subscription: {
      endpoint: `http://127.0.0.1:${port}/send/one`,
      keys: { p256dh: keys.getPublicKey("base64url"), auth: authSecret.toString("base64url") },
    },
    read: (body: Buffer): unknown =>
      JSON.parse(
        decrypt(body, {
          version: "aes128gcm",
          privateKey: keys,
          authSecret: authSecret.toString("base64url"),
        }).toString("utf8"),
      ),
  };
}

async function send(subscription: Record<string, unknown> | null, eventKey = randomBytes(4).toString("hex")) {
  const { workspaceId } = await makeWorkspace(db);
  const message = { workspaceId, eventKey, to: "ada@acme.example", device: "Ada's phone", subscription };
  await sendPush(db, { ...message, workspaceName: "Acme", locale: "en", lifetimeSeconds: 120 });
  return sql`select id, failed_at, sent_at, attempts, last_error from messages where event_key = ${eventKey}`;
}

const stateOf = async () => (await sql`select sent_at, failed_at, last_error from messages`)[0];

test("RFC 8291: what arrives at the push service opens with the device's keys alone, and holds no number", async () => {
  const receiver = makeReceiver();
  const [message] = await send(receiver.subscription);
  expect(await dispatchDue(db)).toBe(1);
  const [arrived] = received;
  expect(arrived?.path).toBe("/send/one");
  expect(arrived?.headers).toMatchObject({ "content-encoding": "aes128gcm", ttl: "120", urgency: "high" });
  expect(arrived?.body.toString("latin1")).not.toContain("Acme");
  const payload = receiver.read(arrived?.body ?? Buffer.alloc(0));
  expect(payload).toEqual({
    id: message?.id,
    title: "Somebody is signing in",
    body: expect.stringMatching(
      /^Is it you\? Open Sallyport on Ada's phone to answer for Acme: https?:\/\/\S+\/approve$/,
    ),
    url: "/approve",
  });
  expect(() => makeReceiver().read(arrived?.body ?? Buffer.alloc(0))).toThrow();
  expect((await stateOf())?.sent_at).not.toBeNull();
});

test("RFC 8292: the message is signed for that push service, by the key that devices subscribe with", async () => {
  const receiver = makeReceiver();
  await send(receiver.subscription);
  await dispatchDue(db);
  const { publicKey } = await vapidKeys(db);
  const [, token = "", key] =
    /^vapid t=([^,]+), ?k=(.+)$/.exec(received[0]?.headers.authorization ?? "") ?? [];
  expect(key).toBe(publicKey);
  const point = Buffer.from(publicKey, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  } as JsonWebKey;
  const { payload } = await jwtVerify(token, createPublicKey({ key: jwk, format: "jwk" }));
  expect(payload.aud).toBe(new URL(receiver.subscription.endpoint).origin);
  expect(payload.sub).toMatch(/^(mailto:|https:)/);
});

test("the keys are made once, of however many first starts, and kept sealed", async () => {
  const mine = await vapidKeys(db);
  const [row] = await sql`select value from installation where name = 'vapid'`;
  expect(row?.value).toMatch(/^v1\./);
  for (const [table, rows] of Object.entries(await dump(sql)))
    expect(rows, table).not.toContain(mine.privateKey);
  vi.resetModules();
  const other = await import("./vapid");
  expect(await other.vapidKeys(db)).toEqual(mine);
  expect(await resealVapidKeys(db, String(row?.value).split(".")[1] ?? "")).toBe(0);
  expect(await resealVapidKeys(db, "another")).toBe(1);
  vi.resetModules();
  const after = await import("./vapid");
  expect(await after.vapidKeys(db)).toEqual(mine);
});

test.each([
  [404, "over"],
  [410, "over"],
  [403, "refused"],
])("a push service that answers %i is not asked again", async (status) => {
  answerWith = status;
  await send(makeReceiver().subscription);
  await dispatchDue(db);
  expect(await stateOf()).toMatchObject({ sent_at: null, last_error: `push service ${status}` });
  expect((await stateOf())?.failed_at).not.toBeNull();
});

test("a push service that fails is asked again, and one that redirects leads nowhere", async () => {
  for (const status of [500, 302]) {
    await sql`delete from messages`;
    answerWith = status;
    await send(makeReceiver().subscription);
    await dispatchDue(db);
    expect(await stateOf()).toMatchObject({ sent_at: null, failed_at: null });
  }
});

test("an address that PUSH_HOSTS does not name is never connected to, whatever the table holds", async () => {
  const { keys } = makeReceiver().subscription;
  for (const endpoint of [
    "http://localhost:1/",
    "http://[::1]:1/",
    "https://169.254.169.254/",
    "https://x.example/",
  ]) {
    await sql`delete from messages`;
    await send({ endpoint, keys });
    await dispatchDue(db);
    expect(await stateOf()).toMatchObject({ last_error: "not a push service that PUSH_HOSTS names" });
  }
  expect(received).toEqual([]);
});

test("a device without notifications is written to by nobody", async () => {
  expect(await send(null)).toEqual([]);
});

test("a question that is two minutes old is not sent any more", async () => {
  await send(makeReceiver().subscription);
  await sql`update messages set created_at = now() - interval '121 seconds', next_attempt_at = now(),
    expires_at = now() - interval '1 second'`;
  await dispatchDue(db);
  expect(received).toEqual([]);
});
