import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { indexesOf, type PlanNode, usePlans } from "../db/testing-plans";
import { makeWorkspace } from "../identity/testing";
import { claimDue, deleteOldDeliveries } from "./delivery/store";
import { countIn, listDeliveryRows } from "./store";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const plansOf = usePlans(database, sql);

const WEBHOOKS = 20;
const DELIVERED = 3_000;

const scanned = (plan: PlanNode[]) =>
  plan.filter((node) => node["Node Type"] === "Seq Scan" && node["Relation Name"] === "webhook_deliveries");

test("what is due, open, listed or old is found by its index, however much was delivered", async () => {
  const { workspaceId } = await makeWorkspace(db);
  await sql`insert into webhooks (workspace_id, id, url, secret, cursor_position)
    select ${workspaceId}, 'whk_' || n, 'https://hooks.acme.example/in', 'x', 0 from generate_series(1, ${WEBHOOKS}::int) n`;
  await sql`insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, event_at, action, delivered_at, dead_at)
    select ${workspaceId}, 'dlv_' || w || '_' || n, 'whk_' || w, 'evt_' || n, now(), 'user.joined',
      case when n % 500 > 1 then now() end, case when n % 500 = 0 then now() end
    from generate_series(1, ${WEBHOOKS}::int) w, generate_series(1, ${DELIVERED}::int) n`;
  await sql`vacuum analyze webhooks, webhook_deliveries`;
  const all = { state: null, after: "dlv_3_2", limit: 50 };
  for (const [work, index] of [
    [
      (on: typeof db) => claimDue(on, { busy: ["whk_1"], most: 200, mostOfOne: 20 }),
      "webhook_deliveries_due",
    ],
    [(on: typeof db) => countIn(on, workspaceId, "dead"), "webhook_deliveries_dead"],
    [(on: typeof db) => countIn(on, workspaceId, "waiting"), "webhook_deliveries_due"],
    [(on: typeof db) => listDeliveryRows(on, workspaceId, "whk_3", all), "webhook_deliveries_listed"],
    [(on: typeof db) => deleteOldDeliveries(on, 1_000), "webhook_deliveries_age"],
  ] as const) {
    const plan = await plansOf(work);
    expect(scanned(plan)).toEqual([]);
    expect(indexesOf(plan)).toContain(index);
  }
});
