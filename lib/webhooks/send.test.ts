import { beforeEach, expect, test, vi } from "vitest";
import { post } from "./send";
import { LOOPBACK, openPeer, WAYS } from "./testing";

const peer = openPeer();
const other = openPeer();
beforeEach(() => {
  peer.received.length = 0;
  other.received.length = 0;
});

const to = (url: string) => ({ url, headers: { "content-type": "application/json" }, body: '{"a":"ä"}' });

test("posts the body as it is, to the name's checked address and under the name itself", async () => {
  expect(await post(to(peer.url("hooks.acme.example")), WAYS)).toBe(200);
  expect(peer.received).toMatchObject([{ path: "/hook", body: '{"a":"ä"}' }]);
  expect(peer.received[0]?.headers.host).toBe(`hooks.acme.example:${peer.port}`);
});

test("a name that resolves to this machine is refused before anything is sent", async () => {
  const ways = { ...WAYS, allowsPrivate: false };
  const url = `https://hooks.acme.example:${peer.port}/hook`;
  await expect(post(to(url), ways)).rejects.toThrow("not_public");
  expect(peer.received).toEqual([]);
});

test("a name is looked up once per attempt: what it points to a moment later is never connected to", async () => {
  const answers = [[LOOPBACK], [{ address: "127.0.0.2", family: 4 }]];
  const resolve = vi.fn(async () => answers.shift() ?? []);
  expect(await post(to(peer.url("rebind.acme.example")), { ...WAYS, resolve })).toBe(200);
  expect(resolve).toHaveBeenCalledTimes(1);
});

test("an address that was good at one attempt is checked again at the next", async () => {
  const url = peer.url("rebind.acme.example");
  expect(await post(to(url), WAYS)).toBe(200);
  await expect(post(to(url), { ...WAYS, resolve: async () => [] })).rejects.toThrow("no address");
  await expect(post(to(url), { ...WAYS, allowsPrivate: false })).rejects.toThrow("not_https");
  expect(peer.received).toHaveLength(1);
});

test("a redirect is an answer like any other: nobody is sent there", async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    peer.answers.push((_request, response) => response.writeHead(status, { location: other.url() }).end());
    expect(await post(to(peer.url()), WAYS)).toBe(status);
  }
  expect(other.received).toEqual([]);
});

test("whoever does not answer in time is given up", async () => {
  peer.answers.push(() => undefined);
  const begun = performance.now();
  await expect(post(to(peer.url()), WAYS)).rejects.toMatchObject({ name: "TimeoutError" });
  expect(performance.now() - begun).toBeLessThan(5_000);
});

test("a look-up that hangs ends with the attempt", async () => {
  const ways = { ...WAYS, resolve: () => new Promise<never>(() => undefined) };
  await expect(post(to(peer.url("slow.acme.example")), ways)).rejects.toMatchObject({ name: "TimeoutError" });
});

test("a body without end is cut off, and the status counts", async () => {
  let isClosed = false;
  peer.answers.push((_request, response) => {
    response.writeHead(200);
    const chunk = Buffer.alloc(65_536);
    const more = () => {
      if (!response.destroyed) response.write(chunk, more);
    };
    response.once("close", () => {
      isClosed = true;
    });
    more();
  });
  expect(await post(to(peer.url()), WAYS)).toBe(200);
  await vi.waitUntil(() => isClosed, { timeout: 10_000 });
});

test("a body that trickles holds nobody up", async () => {
  peer.answers.push((_request, response) => void response.writeHead(202).write("."));
  const begun = performance.now();
  expect(await post(to(peer.url()), { ...WAYS, attemptMs: 15_000 })).toBe(202);
  expect(performance.now() - begun).toBeLessThan(10_000);
});

test("nobody there is an error with the network's code", async () => {
  await expect(post(to("http://127.0.0.1:1/hook"), WAYS)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});
