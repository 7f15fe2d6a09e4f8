import { expect, test } from "vitest";
import { useTestDatabase } from "../../../db/testing";
import { useRaw } from "../../../db/testing-faults";
import { addApp } from "../../../factors/testing";
import { makeUser, makeWorkspace, signedIn, storedProof } from "../../../identity/testing";
import { personAsker } from "../testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

const BOTH = ["manage_applications", "view_audit_log"];

async function asker(rights: string[], { withApp = true, provedAgo = 1 } = {}) {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place, { role: "administrator", rights });
  if (withApp) await addApp(db, user);
  const proofs = [storedProof("password", 2), ...(withApp ? [storedProof("totp", provedAgo)] : [])];
  return { place, ask: personAsker(db, (await signedIn(db, user, { proofs })).subject) };
}

const MAKE = `mutation { createWebhook(input: { url: "https://hooks.acme.example/k3y", description: "" }) { id secret } }`;

test.each([
  ["reads the log alone", ["view_audit_log"], {}, "missing_right"],
  ["manages applications alone", ["manage_applications"], {}, "missing_right"],
  ["has no factor", BOTH, { withApp: false }, "factor_required"],
  ["proved one a while ago", BOTH, { provedAgo: 400 }, "step_up_required"],
] as const)(
  "a person makes webhooks at GraphiQL by what the page takes: nobody who %s",
  async (_who, rights, how, code) => {
    const { ask, place } = await asker([...rights], how);
    expect((await ask(MAKE)).errors).toMatchObject([{ extensions: { code } }]);
    expect(await sql`select 1 from webhooks where workspace_id = ${place.workspaceId}`).toEqual([]);
  },
);

test("whoever holds both rights and has proved a factor makes, changes and removes one, and reads where it leads", async () => {
  const { ask, place } = await asker(BOTH);
  const made = (await ask(MAKE)).data?.createWebhook;
  const { id } = made as { id: string };
  expect((await ask("{ webhooks { url } }")).data).toEqual({
    webhooks: [{ url: "https://hooks.acme.example/k3y" }],
  });
  for (const deed of [
    `updateWebhook(id: "${id}", input: { enabled: false }) { id }`,
    `replaceWebhookSecret(id: "${id}", input: { old: NOW }) { secret }`,
    `deleteWebhook(id: "${id}")`,
  ])
    expect((await ask(`mutation { ${deed} }`)).errors).toEqual([]);
  const reader = await makeUser(db, place, { role: "administrator", rights: ["view_audit_log"] });
  const { subject } = await signedIn(db, reader);
  expect((await personAsker(db, subject)("{ webhooks { url } }")).errors).toMatchObject([
    { extensions: { code: "missing_right" } },
  ]);
});
