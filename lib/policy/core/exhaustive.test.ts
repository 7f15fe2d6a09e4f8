import { expect, test } from "vitest";
import { standingOf } from "./decide";
import {
  ago,
  ahead,
  DAY,
  decideCase,
  exemption,
  facts,
  grace,
  held,
  MINUTE,
  password,
  plainPasskey,
  proof,
  request,
  rules,
  source,
  verifiedPasskey,
} from "./testing";
import type { FactorKind, Proof, RequestDemand, Rules } from "./types";

/**
 * Every combination of a small world, each decided twice: by the code, and by an oracle that knows only this world and
 * is written down the way the contract speaks.
 */
const ASKS: Record<string, Partial<Rules>> = {
  nobody: {},
  box: { userBox: source("user") },
  "box in grace": { userBox: source("user", { grace: grace({ until: ahead(DAY) }) }) },
  "box from now": { userBox: source("user", { since: ago(MINUTE) }) },
  "box, exempt": { userBox: source("user"), exemptions: [exemption()] },
  flag: { appFlag: source("application") },
  "box and flag": { userBox: source("user"), appFlag: source("application") },
};
const ACCEPTS: Record<string, Partial<Rules>> = {
  any: {},
  passkey: { policyMethods: ["passkey"] },
  phr: { phishingResistant: true },
};
const HOLDS: Record<string, readonly { kind: FactorKind; usable: boolean }[]> = {
  nothing: [],
  app: [{ kind: "totp", usable: true }],
  "lost app": [{ kind: "totp", usable: false }],
  passkey: [{ kind: "passkey", usable: true }],
  "app and passkey": [
    { kind: "totp", usable: true },
    { kind: "passkey", usable: true },
  ],
  "lost app and passkey": [
    { kind: "totp", usable: false },
    { kind: "passkey", usable: true },
  ],
};
type Proved = { proofs: Proof[]; level: 0 | 1 | 2 | 3; password: boolean };
const PROVED: Record<string, Proved> = {
  nothing: { proofs: [], level: 0, password: false },
  password: { proofs: [password()], level: 1, password: true },
  "password, app": { proofs: [password(), proof("totp")], level: 2, password: true },
  "password, code": { proofs: [password(), proof("recovery_code")], level: 2, password: true },
  "password, plain passkey": { proofs: [password(), plainPasskey()], level: 3, password: true },
  "plain passkey": { proofs: [plainPasskey()], level: 1, password: false },
  "plain passkey, app": { proofs: [plainPasskey(), proof("totp")], level: 1, password: false },
  passkey: { proofs: [verifiedPasskey()], level: 3, password: false },
  "passkey, app": { proofs: [verifiedPasskey(), proof("totp")], level: 3, password: false },
};
const REQUESTS: Record<string, RequestDemand | null> = {
  none: null,
  aal1: request({ level: "aal1" }),
  aal2: request(),
  "aal2 or remembered": request({ allowsRemembered: true }),
  phr: request({ level: "phr" }),
  "step-up": request({ level: "own", maxAgeSeconds: 300 }),
};

type World = {
  asks: string;
  accepts: string;
  holds: string;
  proved: string;
  request: string;
  on: boolean;
  codes: boolean;
  canAdd: boolean;
  remembered: boolean;
  later: boolean;
  pass: boolean;
};

function* worlds(): Generator<World> {
  const names = [ASKS, ACCEPTS, HOLDS, PROVED, REQUESTS].map((list) => Object.keys(list));
  const words = names.reduce<string[][]>(
    (all, list) => all.flatMap((row) => list.map((word) => [...row, word])),
    [[]],
  );
  for (const [asks = "", accepts = "", holds = "", proved = "", asked = ""] of words) {
    for (let bits = 0; bits < 64; bits += 1) {
      const [on, codes, canAdd, remembered, later, pass] = [1, 2, 4, 8, 16, 32].map(
        (bit) => (bits & bit) > 0,
      ) as [boolean, boolean, boolean, boolean, boolean, boolean];
      yield { asks, accepts, holds, proved, request: asked, on, codes, canAdd, remembered, later, pass };
    }
  }
}

function standing(world: World): string {
  const known = facts({
    user: {
      twoFactorOn: world.on,
      credentials: (HOLDS[world.holds] ?? []).map(({ kind, usable }) => held(kind, { usable })),
      recoveryCodesLeft: world.codes ? 1 : 0,
      enrollable: world.canAdd ? ["passkey", "totp"] : [],
    },
    session: {
      proofs: PROVED[world.proved]?.proofs ?? [],
      rememberedAt: world.remembered ? ago(DAY) : null,
      deferredAt: world.later ? ago(MINUTE) : null,
      accessPassAt: world.pass ? ago(MINUTE) : null,
    },
  });
  const given = rules({
    ...ASKS[world.asks],
    ...ACCEPTS[world.accepts],
    remembered: { allowed: true, days: 7 },
  });
  return standingOf(decideCase(given, known, REQUESTS[world.request] ?? null));
}

/** The oracle. */
function expected(world: World): string {
  const { asks, accepts, holds, proved, on, codes, canAdd, later } = world;
  const { level, password: byPassword } = PROVED[proved] as Proved;
  const held = (what: string) => holds.includes(what);
  const worksApp = held("app") && !held("lost app");
  const worksPasskey = held("passkey");
  const works = worksApp || worksPasskey;
  const worksAccepted = accepts === "any" ? works : worksPasskey;
  const provedPasskey = proved.includes("passkey") && worksPasskey;
  const provedApp = proved.includes("app") && held("app");
  const provedAccepted = accepts === "any" ? provedPasskey || provedApp : provedPasskey;
  const codeCounts = proved.includes("code") && accepts !== "phr";
  const mayAdd = canAdd ? "setup_pending" : "locked_out";

  const required = ["box", "box in grace", "box and flag"].includes(asks);
  const flagged = asks.includes("flag");
  const stepUp = world.request === "step-up" && works;
  const wantsFactor = world.request.startsWith("aal2") || world.request === "phr" || stepUp;
  // A factor that does not work now keeps the password from being enough
  const wantsSecondStep = wantsFactor || (world.request === "step-up" && holds !== "nothing");
  const mayRemember = ["none", "aal2 or remembered"].includes(world.request);
  const remembered = world.remembered && mayRemember && !required && !flagged && holds !== "nothing";

  // First of all a first factor.
  if (level === 0) return "half_signed_in";

  // Never password alone once there is more.
  if (
    (on || required || flagged || wantsSecondStep) &&
    level === 1 &&
    !remembered &&
    (holds !== "nothing" || codes)
  ) {
    if (world.pass && byPassword && canAdd) return "setup_pending";
    return works || codes || !byPassword ? "half_signed_in" : "locked_out";
  }

  // What the request wants and the user lacks leaves no time.
  const worksForRequest = stepUp ? works : world.request === "phr" ? worksPasskey : worksAccepted;
  const provedForRequest = stepUp
    ? provedPasskey || provedApp
    : world.request === "phr"
      ? provedPasskey
      : provedAccepted;
  const metRequest =
    !wantsFactor ||
    remembered ||
    (provedForRequest && (world.request !== "phr" || level === 3)) ||
    (proved.includes("code") && worksForRequest && (stepUp || (world.request !== "phr" && codeCounts)));
  const lacksForRequest = !metRequest && !worksForRequest;

  // Own choice and flag want a factor at all; required users an accepted one, at once or in time.
  const lacksAny = (on || flagged) && !works && !provedApp && !remembered;
  const hasTime = asks === "box in grace" && !(lacksAny && on);
  if (required && !worksAccepted && !provedAccepted) {
    if (!hasTime) return mayAdd;
    if (!later && canAdd) return lacksForRequest ? "setup_pending" : "grace";
  } else if (lacksAny && !(level >= 2 && !canAdd)) {
    return mayAdd;
  }

  // Required users prove an accepted one. Who came by a recovery code has lost it, where codes do not count.
  if (required && worksAccepted && !provedAccepted && !codeCounts) {
    return proved.includes("code") && canAdd ? "setup_pending" : "half_signed_in";
  }
  if (metRequest) return "signed_in";
  return lacksForRequest ? mayAdd : "half_signed_in";
}

test("every combination of a small world is decided as the contract says", { timeout: 240_000 }, () => {
  const tally = new Map<string, number>();
  const wrong: { world: World; told: string; expected: string }[] = [];
  for (const world of worlds()) {
    const told = standing(world);
    tally.set(told, (tally.get(told) ?? 0) + 1);
    if (told !== expected(world)) wrong.push({ world, told, expected: expected(world) });
  }
  console.log(
    `standings over the small world: ${[...tally].map(([what, times]) => `${what} ${times}`).join(" · ")}`,
  );
  expect(wrong.slice(0, 5)).toEqual([]);
  expect([...tally.keys()].sort()).toEqual([
    "grace",
    "half_signed_in",
    "locked_out",
    "setup_pending",
    "signed_in",
  ]);
});
