import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Channel } from "./channel";

const SECRET = "a secret that both sides know";
const arrived: { signature: string; body: string; type: string | undefined }[] = [];
const answers: (number | "elsewhere" | "never")[] = [];

const peer = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const signature = String(request.headers["sallyport-signature"]);
  arrived.push({ signature, body, type: request.headers["content-type"] });
  const answer = answers.shift() ?? 200;
  if (answer === "never") return;
  if (answer === "elsewhere") return void response.writeHead(307, { location: "/elsewhere" }).end();
  response.writeHead(answer).end();
});
let webhook: Channel;

beforeAll(async () => {
  peer.listen(0, "127.0.0.1");
  await once(peer, "listening");
  vi.stubEnv("SMS_WEBHOOK_URL", `http://127.0.0.1:${(peer.address() as AddressInfo).port}/sms`);
  vi.stubEnv("SMS_WEBHOOK_SECRET", SECRET);
  vi.resetModules();
  ({ webhook } = await import("./webhook"));
});

afterAll(() => {
  vi.unstubAllEnvs();
  peer.closeAllConnections();
  peer.close();
});

const MESSAGE = { id: "msg_1", to: "+4915112345678", subject: null, text: "Your code is 123456" };
const send = () => webhook(MESSAGE as unknown as Parameters<Channel>[0], {} as Parameters<Channel>[1]);

/** How the receiver knows us: by the secret, over the time and every byte of the body. */
function isGenuine({ signature, body }: { signature: string; body: string }, secret = SECRET): boolean {
  const [, time, mac] = signature.match(/^t=(\d+),v1=([0-9a-f]{64})$/) ?? [];
  return mac === createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
}

test("a text message goes to the webhook as JSON that its receiver can check by the shared secret", async () => {
  await send();
  const [got] = arrived.splice(0);
  if (!got) throw new Error("nothing arrived");
  expect(got.type).toBe("application/json");
  expect(JSON.parse(got.body)).toEqual({ id: "msg_1", to: "+4915112345678", text: "Your code is 123456" });
  expect(isGenuine(got)).toBe(true);
  expect(isGenuine({ ...got, body: got.body.replace("123456", "654321") })).toBe(false);
  expect(isGenuine(got, "another secret")).toBe(false);
  const time = Number(got.signature.match(/^t=(\d+)/)?.[1]);
  expect(Math.abs(Date.now() / 1_000 - time)).toBeLessThan(60);
});

test.each([
  [500, "Error"],
  [429, "Error"],
  [503, "Error"],
  [404, "RefusedForGood"],
  [422, "RefusedForGood"],
])("a webhook that answers %i is asked again or given up: %s", async (status, name) => {
  answers.push(status);
  const fault = await send().catch((error: Error) => error);
  expect(fault?.constructor.name).toBe(name);
});

test("a webhook that sends elsewhere is not followed: the code goes to nobody else", async () => {
  arrived.length = 0;
  answers.push("elsewhere");
  await expect(send()).rejects.toThrow();
  expect(arrived).toHaveLength(1);
});

test("C10 a webhook that never answers is left after five seconds", async () => {
  answers.push("never");
  const began = performance.now();
  await expect(send()).rejects.toThrow();
  expect(performance.now() - began).toBeLessThan(6_000);
});
