import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sql } from "../browser/rows";
import { HttpBrowser, ORIGIN } from "../http/browser";
import { actionReference, builtRoutes } from "../http/build";
import { afterTotp } from "../http/person";
import { makeWorkspace } from "../people";
import { hasMiddleware, type RouteProbe, routeProbes } from "./addresses";
import { startCachingProxy } from "./caching-proxy";

/** How a page's data is fetched. */
const FETCHES: [string, Record<string, string>][] = [
  ["a navigation", {}],
  ["its payload", { rsc: "1" }],
  ["a prefetch", { rsc: "1", "next-router-prefetch": "1" }],
  ["a segment", { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" }],
];

const COMMON = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

let probes: Record<string, RouteProbe>;
let admin: HttpBrowser;
let other: HttpBrowser;
let names: string[];
let proxy: Awaited<ReturnType<typeof startCachingProxy>>;

beforeAll(async () => {
  const made = await routeProbes();
  probes = made.probes;
  admin = await afterTotp(made.people.admin);
  names = [made.people.admin.email, made.people.other.email];
  other = await afterTotp((await makeWorkspace({ owner: { role: "owner", totp: true } })).people.owner);
  proxy = await startCachingProxy();
});

afterAll(() => proxy.stop());

const routes = builtRoutes.filter(({ entry }) => !entry.includes("/@"));

function probeOf(entry: string): RouteProbe {
  const probe = probes[entry];
  if (!probe) throw new Error(`no probe for ${entry}`);
  return probe;
}

describe.each(routes.map(({ entry, isPage }) => [entry, isPage] as const))("%s", (entry, isPage) => {
  test("A12 what a signed-in person gets is stored nowhere, and a cache in front shows the next one nothing of it", async () => {
    const { access, address } = probeOf(entry);
    if (access === "public") return;
    for (const [what, headers] of FETCHES) {
      const response = await admin.copy(proxy.origin).request(address, { headers });
      await response.arrayBuffer();
      expect(response.headers.get("cache-control"), `${address} as ${what}`).toContain("no-store");
    }
    expect([...proxy.kept.keys()]).not.toContain(address);
    for (const [what, headers] of FETCHES) {
      const response = await other.copy(proxy.origin).request(address, { headers });
      const body = await response.text();
      for (const name of names)
        expect(body.includes(name), `${address} as ${what} shows ${name}`).toBe(false);
    }
  });

  test("A85 its headers forbid framing, sniffing and foreign openers, and its policy runs no script but its own", async () => {
    const { access, address } = probeOf(entry);
    const visitors = access === "public" ? [new HttpBrowser()] : [new HttpBrowser(), admin.copy()];
    for (const visitor of visitors) {
      const { headers } = await visitor.request(address);
      expect(Object.fromEntries(headers), address).toMatchObject(COMMON);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy, address).toContain("frame-ancestors 'none'");
      expect(policy, address).not.toMatch(/script-src[^;]*(unsafe-inline|unsafe-eval)/);
      if (isPage && !hasMiddleware) expect(policy, address).toContain("default-src 'none'");
      expect(headers.get("permissions-policy"), address).toContain("camera=()");
      expect(headers.has("x-powered-by"), address).toBe(false);
      const isSecret = /\[(token|ticket|link)\]/.test(entry);
      expect(headers.get("referrer-policy"), address).toBe(isSecret ? "no-referrer" : "same-origin");
    }
  });
});

test("A85 what is refused before any page, and what does not exist, has the same headers", async () => {
  for (const path of ["/nowhere/at/all", "/api/nowhere", "/%00", "/_next/static/none.js"]) {
    const { headers } = await fetch(`${ORIGIN}${path}`, { redirect: "manual" });
    expect(Object.fromEntries(headers), path).toMatchObject(COMMON);
    expect(headers.get("content-security-policy"), path).toContain("frame-ancestors 'none'");
  }
});

test("A12 a server action's answer is stored nowhere", async () => {
  const { page, id } = actionReference("renameCredential");
  const response = await admin.copy().request(page, {
    method: "POST",
    headers: { origin: ORIGIN, "next-action": id, "content-type": "text/plain;charset=UTF-8" },
    body: JSON.stringify([{ credentialId: "none", label: "x" }]),
  });
  expect(response.headers.get("cache-control")).toContain("no-store");
});

test("A22 whatever a client says of its address, the record and the limits have the connection's", async () => {
  const { people } = await makeWorkspace({ one: {} });
  const said = ["x-forwarded-for", "x-real-ip", "forwarded", "x-sallyport-client-ip"];
  for (const [at, name] of said.entries()) {
    const browser = new HttpBrowser();
    const request = browser.request.bind(browser);
    browser.request = (path, init = {}) =>
      request(path, { ...init, headers: { ...init.headers, [name]: `198.51.100.${at}` } });
    await browser.act("signIn", { email: people.one.email, password: "not the password" });
  }
  const rows = await sql()`select distinct ip from audit_events where action = 'session.refused'
    and target_id = ${people.one.id}`;
  expect(rows.map(({ ip }) => String(ip).replace(/^::1$/, "127.0.0.1"))).toEqual(["127.0.0.1"]);
});
