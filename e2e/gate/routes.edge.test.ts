import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../lib/core/ids";
import { sealSessionToken } from "../../lib/edge/session-hint";
import { HttpBrowser } from "../http/browser";
import { builtRoutes } from "../http/build";
import { afterPassword, afterTotp } from "../http/person";
import { makeWorkspace } from "../people";
import { hasMiddleware, type RouteProbe, routeProbes } from "./addresses";
import { checksum } from "./checksum";

/** All the ways Next offers to fetch a page's data, and all the ways to misspell an address. */
const WAYS: [string, (address: string) => { path: string; init?: RequestInit }][] = [
  ["a navigation", (path) => ({ path })],
  ["HEAD", (path) => ({ path, init: { method: "HEAD" } })],
  ["POST", (path) => ({ path, init: { method: "POST", body: "x=1" } })],
  ["RSC", (path) => ({ path: `${path}?_rsc=abc`, init: { headers: { rsc: "1" } } })],
  ["a prefetch", (path) => ({ path, init: { headers: { rsc: "1", "next-router-prefetch": "1" } } })],
  [
    "a segment prefetch",
    (path) => ({
      path,
      init: { headers: { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" } },
    }),
  ],
  ["the .rsc address", (path) => ({ path: `${path}.rsc` })],
  ["the .json address", (path) => ({ path: `${path}.json` })],
  ["the segment address", (path) => ({ path: `${path}.segments/_tree.segment.rsc` })],
  ["a trailing slash", (path) => ({ path: `${path}/` })],
  ["two slashes", (path) => ({ path: `/${path}` })],
  ["an encoded slash", (path) => ({ path: `/%2f${path.slice(1)}` })],
  ["an encoded letter", (path) => ({ path: `/%${path.charCodeAt(1).toString(16)}${path.slice(2)}` })],
  ["capitals", (path) => ({ path: path.toUpperCase() })],
  [
    "a middleware header",
    (path) => ({
      path,
      init: {
        headers: { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
      },
    }),
  ],
];

type Visitor = "nobody" | "half signed in" | "set-up pending";
const KEPT_OUT: Record<RouteProbe["access"], Visitor[]> = {
  public: [],
  half: ["nobody"],
  setup: ["nobody", "half signed in"],
  full: ["nobody", "half signed in", "set-up pending"],
};
const SENT_TO: Record<Visitor, RegExp> = {
  nobody: /^\/sign-in(\?|$)/,
  "half signed in": /^\/sign-in\/verify(\?|$)/,
  "set-up pending": /^\/setup-mfa(\?|$)/,
};

let probes: Record<string, RouteProbe>;
let admin: HttpBrowser;
let foreigner: HttpBrowser;
const visitors = {} as Record<Visitor, HttpBrowser>;
let secretWords: string[];

beforeAll(async () => {
  const made = await routeProbes();
  probes = made.probes;
  admin = await afterTotp(made.people.admin);
  visitors.nobody = new HttpBrowser();
  visitors["half signed in"] = await afterPassword(made.people.half);
  visitors["set-up pending"] = await afterPassword(made.people.pending);
  const other = await makeWorkspace({ owner: { role: "owner", totp: true } });
  foreigner = await afterTotp(other.people.owner);
  secretWords = [made.people.other.email, made.people.admin.email, made.people.other.name];
});

/** Slots of a layout share their page's address and its guard. */
const routes = builtRoutes.filter(({ entry }) => !entry.includes("/@"));

test("A4 every route of the build has a probe, and every probe its route", () => {
  expect(routes.map(({ entry }) => entry).sort()).toEqual(Object.keys(probes).sort());
});

/** Where an answer sends; the path alone, for our own origin. */
function sentTo(response: Response): string {
  const target = response.headers.get("location");
  if (!target) return "";
  const url = new URL(target, process.env.APP_URL);
  return url.pathname + url.search;
}

/** A refusal gives nothing away: no page, none of the workspace's names. */
async function expectRefused(response: Response, what: string): Promise<void> {
  const body = await response.text();
  for (const word of secretWords) expect(body.includes(word), `${what} shows ${word}`).toBe(false);
  // a stream that had begun carries its redirect inside
  if (response.status === 200 && body.includes("NEXT_REDIRECT;")) return;
  expect([301, 302, 303, 307, 308, 400, 401, 403, 404, 405], `${what} answers ${response.status}`).toContain(
    response.status,
  );
}

describe.each(routes.map(({ entry, isPage }) => [entry, isPage] as const))("%s", (entry, isPage) => {
  test("A2 A3 lets in who may, and sends or turns away everybody else, however it is fetched", async () => {
    const probe = probes[entry];
    if (!probe) throw new Error(`no probe for ${entry}`);
    const before = await checksum();
    for (const visitor of KEPT_OUT[probe.access]) {
      for (const [way, how] of WAYS) {
        const { path, init } = how(probe.address);
        const response = await visitors[visitor].copy().request(path, init);
        await expectRefused(response, `${path} by ${way} as ${visitor}`);
        if (way !== "a navigation") continue;
        if (probe.isApi) expect([401, 403]).toContain(response.status);
        else expect(sentTo(response), `${path} as ${visitor}`).toMatch(SENT_TO[visitor]);
      }
    }
    expect(await checksum(), `${entry} changed something for a refused visitor`).toBe(before);
    const visitor = probe.access === "public" ? new HttpBrowser() : admin.copy();
    const response = await visitor.request(probe.address);
    expect(response.status, `${probe.address} for who may`).toBe(probe.status);
    if (isPage && probe.status === 200) expect(response.headers.get("cache-control")).toContain("no-store");
  });

  test("A66 shows nothing of one workspace to the owner of another", async () => {
    const probe = probes[entry];
    if (!probe || probe.access === "public") return;
    const response = await foreigner.copy().request(probe.address);
    const body = await response.text();
    for (const word of secretWords) expect(body.includes(word), `${probe.address} shows ${word}`).toBe(false);
    if (probe.address.includes("usr_")) expect(response.status).toBe(404);
  });
});

const mailed = routes.filter(({ entry, isPage }) => isPage && /\[(token|ticket|link)\]/.test(entry));

test.each(mailed.map(({ entry }) => [entry]))(
  "A48 A56 opening %s changes nothing and uses nothing up, however it is opened: scanners open links",
  async (entry) => {
    const { address } = probes[entry] ?? { address: "" };
    const before = await checksum();
    for (const [, how] of WAYS) {
      const { path, init } = how(address);
      await (await new HttpBrowser().request(path, init)).arrayBuffer();
    }
    await (await admin.copy().request(address)).arrayBuffer();
    expect(await checksum(), `${address} changed something`).toBe(before);
    expect((await new HttpBrowser().request(address)).status).toBe(200);
  },
);

if (hasMiddleware) {
  test("the edge sends an unfinished session away before any page runs: it never learns that the session does not exist", async () => {
    const ghost = { workspaceId: newId("workspace"), sessionId: newId("session"), token: "nobody's" };
    for (const [hint, target] of [
      ["half", SENT_TO["half signed in"]],
      ["setup", SENT_TO["set-up pending"]],
    ] as const) {
      const browser = new HttpBrowser();
      browser.cookies.set("next-auth.session-token", await sealSessionToken({ ...ghost, hint }));
      const response = await browser.request("/settings/users?policy=x");
      // a page would have asked the database, and sent this on to be mended
      expect(sentTo(response)).toMatch(target);
      expect(sentTo(response)).toContain(encodeURIComponent("/settings/users?policy=x"));
    }
  });
}
