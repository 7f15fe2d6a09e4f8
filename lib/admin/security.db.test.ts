import { expect, test, vi } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useCounted, useRaw } from "../db/testing-faults";
import { addApp, addRecoveryCodes, answerCode } from "../factors/testing";
import { beginChallenge } from "../flows/challenge";
import type { Actor } from "../flows/context";
import {
  ADMIN,
  actorOf,
  daysFromNow,
  exempt,
  makeUser,
  makeWorkspace,
  type Place,
  REQUIRED,
  setPolicy,
  signedIn,
  storedProof,
} from "../identity/testing";
import { getSecurityPage, previewSecurity, type SecuritySettings, saveSecurity } from "./security";

// The demo's inbox is a provider like another.
vi.stubEnv("DEMO", "1");

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);
const counted = useCounted(database);

const ON: SecuritySettings = {
  methods: ["passkey", "totp", "sms"],
  recoveryCodesOn: true,
  smsCountries: ["DE"],
  smsDailyCap: 500,
};
const makePlace = (policy = {}) => makeWorkspace(db, ON, policy);

async function makeAdmin(place: Place, set = {}, provedAgo = 1): Promise<Actor> {
  const user = await makeUser(db, place, { ...ADMIN, ...set });
  await addApp(db, user);
  return signedIn(db, user, { proofs: [storedProof("password", 400), storedProof("totp", provedAgo)] });
}
const save = (actor: Actor, change: Partial<SecuritySettings>, seen = ON, pool = db) =>
  codeOf(saveSecurity(pool, actor, { seen, settings: { ...seen, ...change } }));
const stored = async (actor: Actor) => (await getSecurityPage(db, actor.subject)).settings;
const addFactor = (place: Place, userId: string, kind: string) =>
  sql`insert into credentials (workspace_id, user_id, id, kind, label, data)
    values (${place.workspaceId}, ${userId}, ${`crd_${kind}_${userId}`}, ${kind}, ${kind}, '{}')`;

const PROOFS: [string, Partial<SecuritySettings>, "own" | "aal2"][] = [
  ["a method off", { methods: ["passkey", "totp"] }, "own"],
  ["passkeys off", { methods: ["totp", "sms"] }, "aal2"],
  ["recovery codes off", { recoveryCodesOn: false }, "own"],
  ["a country more", { smsCountries: ["AT", "DE"] }, "aal2"],
  ["all countries", { smsCountries: ["*"] }, "aal2"],
  ["no country", { smsCountries: [] }, "own"],
  ["more messages", { smsDailyCap: 501 }, "aal2"],
  ["fewer messages", { smsDailyCap: 1 }, "own"],
];
test.each(PROOFS)(
  "%s: what loosens takes aal2, what tightens the freshest own proof",
  async (_, change, level) => {
    const place = await makePlace();
    const without = await signedIn(db, await makeUser(db, place, ADMIN));
    expect(await save(without, change)).toBe(level === "aal2" ? "factor_required" : null);
    const stale = await makeAdmin(await makePlace(), {}, 360);
    expect(await save(stale, change)).toBe("step_up_required");
    const fresh = await makeAdmin(await makePlace());
    expect(await save(fresh, change)).toBeNull();
    expect(await stored(fresh)).toEqual({ ...ON, ...change });
  },
);

test("switching a method on again takes aal2", async () => {
  const place = await makePlace();
  const admin = await makeAdmin(place);
  const off = { ...ON, methods: ["passkey", "totp"] } satisfies SecuritySettings;
  expect(await save(admin, off)).toBeNull();
  expect(await save(await signedIn(db, await makeUser(db, place, ADMIN)), ON, off)).toBe("factor_required");
  expect(await save(admin, ON, off)).toBeNull();
});

test("nobody without the right saves, and nothing is changed", async () => {
  const place = await makePlace();
  for (const set of [{ role: "member" }, { rights: [] }])
    expect(await save(await makeAdmin(place, set), { recoveryCodesOn: false })).toBe("missing_right");
  expect(await stored(await makeAdmin(place))).toEqual(ON);
});

test("C13 of two who change what both have seen one is told of the conflict", async () => {
  const place = await makePlace();
  const [one, two] = [await makeAdmin(place), await makeAdmin(place)];
  const codes = await Promise.all([
    save(one, { smsDailyCap: 10 }),
    save(two, { smsDailyCap: 20 }, ON, connect()),
  ]);
  expect(codes.toSorted()).toEqual(["conflict", null].toSorted());
  expect(
    await sql`select 1 from audit_events where action = 'security.changed' and workspace_id = ${place.workspaceId}`,
  ).toHaveLength(1);
});

test("a change is kept with before and after, and mailed to the other administrators alone", async () => {
  const place = await makePlace();
  const admin = await makeAdmin(place);
  const owner = await makeUser(db, place, { role: "owner" });
  await makeUser(db, place);
  await makeUser(db, place, { ...ADMIN, blockedAt: daysFromNow(-1) });
  expect(await save(admin, { recoveryCodesOn: false })).toBeNull();
  const [entry] =
    await sql`select actor_id, target_id, data from audit_events where action = 'security.changed' and workspace_id = ${place.workspaceId}`;
  expect(entry).toMatchObject({
    actor_id: admin.subject.user.id,
    target_id: place.workspaceId,
    data: { before: ON, after: { ...ON, recoveryCodesOn: false } },
  });
  const mails = await sql`select recipient, body from messages where workspace_id = ${place.workspaceId}`;
  expect(mails.map(({ recipient }) => recipient)).toEqual([owner.email]);
  expect(mails[0]?.body).toContain("changed the security settings of");
});

test("what leaves a policy without any accepted method is refused, and so is a set that nobody can set up", async () => {
  const admin = await makeAdmin(await makePlace({ methods: ["sms"] }));
  expect(await save(admin, { methods: ["passkey", "totp"] })).toBe("methods_empty");
  expect(await save(admin, { smsCountries: [] })).toBe("methods_empty");
  expect((await previewSecurity(db, admin, { ...ON, methods: ["totp"] })).emptied).toEqual(["Default"]);
  const strict = await makeAdmin(await makePlace({ phishingResistant: true }));
  expect((await previewSecurity(db, strict, { ...ON, methods: ["totp", "sms"] })).emptied).toEqual([
    "Default",
  ]);
  expect(await save(await makeAdmin(await makePlace()), { methods: [] })).toBe("methods_empty");
  expect(await save(await makeAdmin(await makePlace()), { methods: ["push"] })).toBe("methods_empty");
  // in try-out a policy's own terms bind nobody
  const tried = await makeAdmin(await makePlace({ mode: "try_out", methods: ["sms"] }));
  expect(await save(tried, { methods: ["passkey", "totp"] })).toBeNull();
});

test("A67 whoever is required saves no set that they could not satisfy", async () => {
  const required = await makeAdmin(await makePlace(), REQUIRED);
  expect(await save(required, { methods: ["passkey", "sms"] })).toBe("set_up_yours_first");
  expect(await save(required, { methods: ["passkey", "totp"] })).toBeNull();
  expect(await save(await makeAdmin(await makePlace()), { methods: ["passkey", "sms"] })).toBeNull();
});

test("a country that does not exist is refused", async () => {
  expect(await save(await makeAdmin(await makePlace()), { smsCountries: ["XX"] })).toBe("invalid_input");
});

test("the preview counts, in one statement, who holds nothing else that is accepted", async () => {
  const place = await makePlace({ methods: ["passkey", "totp", "sms"] });
  const admin = await makeAdmin(place);
  const holders: [string[], object][] = [
    [["sms"], REQUIRED],
    [["sms"], {}],
    [["sms", "totp"], REQUIRED],
    [["totp"], REQUIRED],
    [["sms"], { ...REQUIRED, blockedAt: daysFromNow(-1) }],
    [[], REQUIRED],
  ];
  for (const [kinds, set] of holders) {
    const { id } = await makeUser(db, place, set);
    for (const kind of kinds) await addFactor(place, id, kind);
  }
  const spared = await makeUser(db, place, REQUIRED);
  const flagged = await makeUser(db, place, { appFlagSince: daysFromNow(-1), appFlagBy: "shop" });
  for (const user of [spared, flagged]) {
    await addFactor(place, user.id, "sms");
    await exempt(db, user, daysFromNow(5));
  }
  const elsewhere = await makePlace();
  await addFactor(elsewhere, (await makeUser(db, elsewhere, REQUIRED)).id, "sms");
  counted.statements.length = 0;
  const without = { ...ON, methods: ["passkey", "totp"] } satisfies SecuritySettings;
  expect(await previewSecurity(counted.db, admin, without)).toEqual({
    required: 2,
    others: 2,
    emptied: [],
    endsPasskeys: false,
  });
  expect(counted.statements.filter((text) => text.includes("credentials"))).toHaveLength(1);
  await setPolicy(db, place.workspaceId, { mode: "required" });
  expect(await previewSecurity(db, admin, without)).toMatchObject({ required: 3, others: 1 });
  expect(await previewSecurity(db, admin, { ...ON, methods: ["totp", "sms"] })).toMatchObject({
    required: 0,
    others: 0,
    endsPasskeys: true,
  });
});

test("recovery codes that are switched off are kept, open nothing, and open again when they are on", async () => {
  const place = await makePlace();
  const admin = await makeAdmin(place);
  const user = await makeUser(db, place);
  await addApp(db, user);
  const proofs = [storedProof("password", 5), storedProof("totp", 1)];
  const [code] = await addRecoveryCodes(db, await signedIn(db, user, { proofs }));
  const half = await signedIn(db, user);
  expect(await save(admin, { recoveryCodesOn: false })).toBeNull();
  const off = await signedIn(db, user);
  expect(await codeOf(beginChallenge(db, off, { kind: "recovery_code", purpose: "sign_in" }))).toBe(
    "method_not_available",
  );
  expect(await save(admin, ON, { ...ON, recoveryCodesOn: false })).toBeNull();
  const again = await actorOf(
    db,
    await answerCode(db, await signedIn(db, user), code ?? "", "recovery_code"),
  );
  expect(again.subject.facts.user.recoveryCodesLeft).toBe(9);
  expect(half.subject.facts.user.recoveryCodesLeft).toBe(10);
});
