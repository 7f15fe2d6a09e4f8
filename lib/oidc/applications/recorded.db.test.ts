import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { changedTables, codeOf, dump, useRaw, withFault } from "../../db/testing-faults";
import type { Actor } from "../../flows/context";
import { CLIENT, makeWorkspace } from "../../identity/testing";
import { saveRule } from "../rules/save";
import { getTerms, saveTerms } from "../terms/service";
import { details, makeManager } from "../testing-manager";
import {
  addApplication,
  endApplicationSecret,
  removeApplication,
  replaceApplicationSecret,
  saveApplication,
} from "./manage";
import { type Application, findApplicationPage } from "./page";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

type At = { actor: Actor; clientId: string; page: Application };

const CHANGES: [string, string, (at: At) => Promise<unknown>][] = [
  ["adding", "application.created", ({ actor }) => addApplication(db, actor, details())],
  [
    "changing",
    "application.changed",
    ({ actor, clientId, page }) =>
      saveApplication(db, actor, { clientId, seen: page.version, details: details({ name: "Shop" }) }),
  ],
  [
    "a new secret",
    "application.secret_replaced",
    ({ actor, clientId }) => replaceApplicationSecret(db, actor, { clientId, endsOld: "now" }),
  ],
  [
    "ending a secret",
    "application.secret_ended",
    ({ actor, clientId, page }) =>
      endApplicationSecret(db, actor, { clientId, secretId: page.secrets?.[0]?.id ?? "" }),
  ],
  [
    "a rule",
    "application.rule_changed",
    ({ actor, clientId, page }) =>
      saveRule(db, actor, { clientId, seen: page.rule, settings: { ...page.rule, rule: "always" } }),
  ],
  ["deleting", "application.deleted", ({ actor, clientId }) => removeApplication(db, actor, clientId)],
  [
    "the workspace's tables",
    "context.changed",
    async ({ actor }) => {
      const seen = await getTerms(db, actor.subject.workspace.id);
      return saveTerms(db, actor, { seen, terms: { scopes: [], freshBelowSeconds: 0 } });
    },
  ],
];

test.each(CHANGES)(
  "A84 %s leaves %s, once, and is not done where that cannot be written",
  async (_what, action, run) => {
    const place = await makeWorkspace(db);
    const actor = await makeManager(db, place);
    const { clientId } = await addApplication(db, actor, details());
    await replaceApplicationSecret(db, actor, { clientId, endsOld: "later" });
    const page = await findApplicationPage(db, place.workspaceId, clientId);
    if (!page) throw new Error("no such application");
    const at = { actor, clientId, page };
    const before = await dump(sql);
    await withFault(sql, { table: "audit_events" }, async () => {
      expect(await codeOf(run(at))).toBe("internal");
    });
    expect(changedTables(before, await dump(sql))).toEqual([]);
    const [mark] = await sql`select max(id) as id from audit_events`;
    await run(at);
    const entries =
      await sql`select action, actor_id, actor_kind, ip from audit_events where id > ${mark?.id}`;
    const { id } = actor.subject.user;
    expect(entries).toEqual([{ action, actor_id: id, actor_kind: "user", ip: CLIENT.ip }]);
  },
);
