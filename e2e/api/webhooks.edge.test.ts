import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { WebhookEvent } from "../../lib/webhooks/core/event";
import { Peer } from "../../lib/webhooks/testing-peer";
import { ORIGIN } from "../http/browser";
import { makeProgram, tokenOf } from "../http/program";
import { makeWorkspace } from "../people";

/** Events are sealed every ten seconds; the machine may be slow besides. */
const SEALED_MS = 50_000;
const peer = new Peer();
beforeAll(() => peer.open());
afterAll(() => peer.close());

async function place() {
  const { id } = await makeWorkspace({ member: {} });
  const authorization = `Bearer ${await tokenOf(await makeProgram(id))}`;
  const call = (path: string, body?: unknown) =>
    fetch(`${ORIGIN}/api/v2${path}`, {
      method: body ? "POST" : "GET",
      headers: { authorization, ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  return { call };
}

const linesOf = (text: string): WebhookEvent[] =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test("what happens arrives at a program's webhook, signed, and stands in the stream behind the cursor", {
  timeout: 2 * SEALED_MS,
}, async () => {
  const { call } = await place();
  const made = await call("/webhooks", { url: peer.url(), actions: ["user.invited"] });
  expect(made.status).toBe(201);
  const { id, secret } = (await made.json()) as { id: string; secret: string };
  const email = `hooked-${Date.now()}@people.example`;
  expect((await call("/users", { email })).status).toBe(201);
  await vi.waitUntil(() => peer.received.length > 0, { timeout: SEALED_MS, interval: 200 });
  const [message] = peer.received;
  const sent = new Webhook(secret).verify(message?.body ?? "", message?.headers ?? {}) as {
    type: string;
    data: WebhookEvent;
  };
  expect(sent.type).toBe("user.invited");
  await vi.waitUntil(
    async () => {
      const answer = await call(`/webhooks/${id}/deliveries?state=delivered`);
      return ((await answer.json()) as { deliveries: unknown[] }).deliveries.length === 1;
    },
    { timeout: 10_000, interval: 200 },
  );

  const whole = await call("/logs/stream");
  expect(whole.headers.get("content-type")).toBe("application/x-ndjson");
  const events = linesOf(await whole.text());
  const at = events.findIndex((event) => event.id === sent.data.id);
  expect(events[at]).toEqual(sent.data);
  const before = events[at - 1]?.cursor ?? "0.start";
  const [next] = linesOf(await (await call(`/logs/stream?take=1&from=${before}`)).text());
  expect(next?.id).toBe(sent.data.id);
  expect(peer.received).toHaveLength(1);
});
