import type { IncomingMessage, ServerResponse } from "node:http";
import { beforeEach, describe, expect, test, vi } from "vitest";

const SECRETS = {
  APP_SECRET: "a secret for tests alone, 32 characters or more",
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
};

/** The server's own parts, as they are loaded under these settings. */
async function load(settings: Record<string, string> = {}) {
  vi.resetModules();
  const all = { DATABASE_URL: "postgres://unset", APP_URL: "http://localhost:3000", ...SECRETS, ...settings };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  const { admit } = await import("./admit.mjs");
  const { harden } = await import("./headers.mjs");
  return { admit, harden };
}

type Headers = Record<string, string>;

const requestFrom = (remoteAddress: string, headers: Headers, url = "/sign-in") =>
  ({ url, socket: { remoteAddress }, headers: { host: "localhost:3000", ...headers } }) as IncomingMessage;

function makeResponse() {
  const headers = new Map<string, string>();
  const response = {
    headers,
    setHeader: (name: string, value: string) => headers.set(name, value),
    hasHeader: (name: string) => headers.has(name),
    writeHead: () => response,
    end: () => undefined,
  };
  return response;
}

const asResponse = (made: ReturnType<typeof makeResponse>) => made as unknown as ServerResponse;

beforeEach(() => {
  vi.unstubAllEnvs();
});

describe("A22 the address that limits count by", () => {
  /** The addresses that the application is told, for each request. */
  async function seen(hops: string, from: (at: number) => Headers, times = 1_000): Promise<Set<unknown>> {
    const { admit } = await load({ TRUSTED_PROXY_HOPS: hops });
    const told = new Set<unknown>();
    for (let at = 0; at < times; at++) {
      const request = requestFrom("::ffff:192.0.2.7", from(at));
      expect(admit(request, asResponse(makeResponse()))).toBe(true);
      told.add(request.headers["x-sallyport-client-ip"]);
    }
    return told;
  }
  const invented = (at: number) => `198.51.${at >> 8}.${at & 255}`;

  test.each(["x-forwarded-for", "x-real-ip", "forwarded", "x-sallyport-client-ip", "true-client-ip"])(
    "A22 without a proxy of ours it is the connection's, whatever 1000 values `%s` holds",
    async (name) => {
      expect(await seen("0", (at) => ({ [name]: invented(at) }))).toEqual(new Set(["192.0.2.7"]));
    },
  );

  test("A22 behind one proxy it is what that proxy wrote, the last, whatever 1000 values a client put before", async () => {
    const told = await seen("1", (at) => ({ "x-forwarded-for": `${invented(at)}, 203.0.113.9` }));
    expect(told).toEqual(new Set(["203.0.113.9"]));
  });

  test("A22 behind two it is what the outer one wrote; a list that is too short counts for the connection", async () => {
    const list = (at: number) => ({ "x-forwarded-for": `${invented(at)}, 203.0.113.9, 10.0.0.2` });
    expect(await seen("2", list)).toEqual(new Set(["203.0.113.9"]));
    expect(await seen("2", (at) => ({ "x-forwarded-for": invented(at) }))).toEqual(new Set(["192.0.2.7"]));
  });
});

describe("A85 headers of every answer", () => {
  async function answered(url: string, settings?: Record<string, string>) {
    const { harden } = await load(settings);
    const response = makeResponse();
    harden(requestFrom("192.0.2.7", {}, url), asResponse(response));
    asResponse(response).writeHead(200);
    return Object.fromEntries(response.headers);
  }

  test("A85 browsers are kept on https for two years where the public address is https, and nowhere else", async () => {
    expect(await answered("/", { APP_URL: "https://id.example.com" })).toMatchObject({
      "strict-transport-security": "max-age=63072000; includeSubDomains",
    });
    expect(await answered("/")).not.toHaveProperty("strict-transport-security");
  });

  test("A85 an answer without a policy of its own runs nothing, and is kept nowhere but for what never changes", async () => {
    expect(await answered("/anything")).toMatchObject({
      "content-security-policy": expect.stringContaining("default-src 'none'; frame-ancestors 'none'"),
      "cache-control": "no-store",
    });
    expect(await answered("/_next/static/chunks/one.js")).not.toHaveProperty("cache-control");
  });
});
