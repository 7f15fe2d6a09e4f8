import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { codeOf, useRaw } from "../../db/testing-faults";
import type { Actor } from "../../flows/context";
import { makeUser, makeWorkspace, openSession, type Place } from "../../identity/testing";
import { cookieOf, ProviderBrowser, useProvider } from "../testing";
import { makeSteps, type Pair } from "../testing-authorization";
import { details, makeManager } from "../testing-manager";
import {
  addApplication,
  endApplicationSecret,
  removeApplication,
  replaceApplicationSecret,
  saveApplication,
} from "./manage";
import { findApplicationPage, listApplications, PAGE_SIZE } from "./page";
import { detailsSchema } from "./schema";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const { url } = useProvider(db);
const { refresh, signIn } = makeSteps(db, url);

const pageOf = async (place: Place, clientId: string) => {
  const page = await findApplicationPage(db, place.workspaceId, clientId);
  if (!page) throw new Error("no such application");
  return page;
};

/** A member of the workspace at the door of an application. */
async function visitor(place: Place, application: Pair["application"]): Promise<Pair> {
  const user = await makeUser(db, place);
  const session = await openSession(db, user);
  const browser = new ProviderBrowser(() => url(""), await cookieOf(session));
  return { workspaceId: place.workspaceId, userId: user.id, application, session, browser };
}

const worksWith = async (one: Pair, secret: string | null): Promise<boolean> => {
  const application = { ...one.application, secret };
  return signIn({ ...one, application }).then(
    ({ body }) => typeof body.access_token === "string",
    () => false,
  );
};

const audited = (actor: Actor) => sql`select action, target_id, data from audit_events
  where workspace_id = ${actor.subject.workspace.id} and action like 'application.%' order by at, id`;

test("A82 an application that an administrator adds signs people in, and its secret is kept nowhere", async () => {
  const place = await makeWorkspace(db);
  const actor = await makeManager(db, place);
  const made = await addApplication(db, actor, details());
  expect(await worksWith(await visitor(place, made), made.secret)).toBe(true);
  expect(await worksWith(await visitor(place, made), "another")).toBe(false);
  for (const table of ["application_secrets", "applications", "audit_events", "messages"])
    expect(JSON.stringify(await sql.unsafe(`select * from ${table}`))).not.toContain(made.secret);
});

test("a program on a device or in a browser keeps no secret and signs people in with PKCE", async () => {
  const place = await makeWorkspace(db);
  const actor = await makeManager(db, place);
  const made = await addApplication(db, actor, details({ kind: "native" }));
  expect(made.secret).toBeNull();
  expect((await pageOf(place, made.clientId)).secrets).toBeNull();
  expect(await worksWith(await visitor(place, made), null)).toBe(true);
  const replacing = { clientId: made.clientId, endsOld: "later" } as const;
  expect(await codeOf(replaceApplicationSecret(db, actor, replacing))).toBe("not_found");
});

test("two secrets are good at once while one takes the other's place, and each ends by itself", async () => {
  const place = await makeWorkspace(db);
  const actor = await makeManager(db, place);
  const made = await addApplication(db, actor, details());
  const { clientId, secret: first } = made;
  const one = await visitor(place, made);
  const [only] = (await pageOf(place, clientId)).secrets ?? [];
  expect(await codeOf(endApplicationSecret(db, actor, { clientId, secretId: only?.id ?? "" }))).toBe(
    "conflict",
  );
  const { secret: second } = await replaceApplicationSecret(db, actor, { clientId, endsOld: "later" });
  expect([await worksWith(one, first), await worksWith(one, second)]).toEqual([true, true]);
  expect((await pageOf(place, clientId)).secrets).toMatchObject([
    { expiresAt: expect.any(String) },
    { expiresAt: null },
  ]);
  expect(await codeOf(replaceApplicationSecret(db, actor, { clientId, endsOld: "later" }))).toBe("too_many");
  await endApplicationSecret(db, actor, { clientId, secretId: only?.id ?? "" });
  expect([await worksWith(one, first), await worksWith(one, second)]).toEqual([false, true]);
  const { secret: third } = await replaceApplicationSecret(db, actor, { clientId, endsOld: "now" });
  expect([await worksWith(one, second), await worksWith(one, third)]).toEqual([false, true]);
  const actions = (await audited(actor)).map(({ action }) => action);
  expect(actions).toEqual([
    "application.created",
    "application.secret_replaced",
    "application.secret_ended",
    "application.secret_replaced",
  ]);
});

test("an application that is removed signs nobody in, and what it held is worth nothing", async () => {
  const place = await makeWorkspace(db);
  const actor = await makeManager(db, place);
  const made = await addApplication(db, actor, details());
  const one = await visitor(place, made);
  const { body } = await signIn(one, { scope: "openid offline_access", prompt: "consent" });
  await removeApplication(db, actor, made.clientId);
  expect((await refresh(one, body.refresh_token)).status).toBe(401);
  const userinfo = await fetch(url("/userinfo"), {
    headers: { authorization: `Bearer ${body.access_token}` },
  });
  expect(userinfo.status).toBe(401);
  expect(await worksWith(one, made.secret)).toBe(false);
  expect(await findApplicationPage(db, place.workspaceId, made.clientId)).toBeNull();
  for (const table of ["artifacts", "consents", "application_secrets"])
    expect(await sql.unsafe(`select 1 from ${table} where client_id = '${made.clientId}'`)).toEqual([]);
});

test("what is changed is on record before and after, and a change that was made from something older is refused", async () => {
  const place = await makeWorkspace(db);
  const actor = await makeManager(db, place);
  const { clientId } = await addApplication(db, actor, details());
  const { version } = await pageOf(place, clientId);
  const changed = details({ name: "Shop", redirectUris: ["https://shop.example/callback"] });
  await saveApplication(db, actor, { clientId, seen: version, details: changed });
  expect((await pageOf(place, clientId)).details).toEqual(changed);
  expect(await codeOf(saveApplication(db, actor, { clientId, seen: version, details: details() }))).toBe(
    "conflict",
  );
  const now = (await pageOf(place, clientId)).version;
  const native = details({ ...changed, kind: "native" });
  expect(await codeOf(saveApplication(db, actor, { clientId, seen: now, details: native }))).toBe("conflict");
  const [, event] = await audited(actor);
  expect(event).toMatchObject({
    action: "application.changed",
    target_id: clientId,
    data: { before: { name: "Orders" }, after: { name: "Shop" } },
  });
});

test("A66 A82 nobody without the right, and nobody of another workspace, reaches an application", async () => {
  const place = await makeWorkspace(db);
  const { clientId } = await addApplication(db, await makeManager(db, place), details());
  const { version, secrets } = await pageOf(place, clientId);
  const tries: ((actor: Actor) => Promise<unknown>)[] = [
    (actor) => saveApplication(db, actor, { clientId, seen: version, details: details({ name: "Mine" }) }),
    (actor) => replaceApplicationSecret(db, actor, { clientId, endsOld: "now" }),
    (actor) => endApplicationSecret(db, actor, { clientId, secretId: secrets?.[0]?.id ?? "" }),
    (actor) => removeApplication(db, actor, clientId),
  ];
  const without = await makeManager(db, place, ["manage_user_rights"]);
  expect(await codeOf(addApplication(db, without, details()))).toBe("missing_right");
  for (const tried of tries) expect(await codeOf(tried(without))).toBe("missing_right");
  const elsewhere = await makeWorkspace(db);
  const stranger = await makeManager(db, elsewhere);
  for (const tried of tries) expect(await codeOf(tried(stranger))).toBe("not_found");
  expect(await listApplications(db, elsewhere.workspaceId, clientId)).toEqual({
    applications: [],
    next: null,
  });
  expect(await pageOf(place, clientId)).toMatchObject({ details: { name: "Orders" } });
});

test("the list is by name, in pages that leave nothing out", async () => {
  const place = await makeWorkspace(db);
  const actor = await makeManager(db, place);
  for (let at = 0; at < PAGE_SIZE + 2; at += 1)
    await addApplication(
      db,
      actor,
      details({ name: at % 2 ? `application ${at % 7}` : `Application ${at % 7}` }),
    );
  const first = await listApplications(db, place.workspaceId, null);
  const second = await listApplications(db, place.workspaceId, first.next);
  const all = [...first.applications, ...second.applications];
  expect([first.applications.length, second.applications.length, second.next]).toEqual([PAGE_SIZE, 2, null]);
  expect(new Set(all.map(({ id }) => id)).size).toBe(PAGE_SIZE + 2);
  const names = all.map(({ name }) => name.toLowerCase());
  expect(names).toEqual(names.toSorted());
});

test.each([
  ["no name", { name: " " }],
  ["no redirect address", { redirectUris: [] }],
  ["a redirect address without https", { redirectUris: ["http://shop.example/callback"] }],
  ["a redirect address with a star", { redirectUris: ["https://*.shop.example/"] }],
  ["a sign-out address with a fragment", { postLogoutUris: ["https://shop.example/#out"] }],
  ["a back-channel address without https", { backchannelLogoutUri: "http://shop.example/out" }],
  ["an origin with a path", { corsOrigins: ["https://shop.example/app"] }],
  ["refreshing alone", { grants: ["refresh_token" as const] }],
  ["a picture that is a program", { logo: "data:image/svg+xml;base64,PHN2Zz4=" }],
  ["a scope with a blank", { scopes: ["openid profile"] }],
])("A75 an application with %s is not taken", (_what, part) => {
  expect(detailsSchema.safeParse(details(part)).success).toBe(false);
});
