import { newId } from "../../../lib/core/ids";
import { newSecret, sealSecret } from "../../../lib/webhooks/secrets";
import { sql } from "../../browser/rows";
import { afterTotp, succeed } from "../../http/person";
import { makeWorkspace } from "../../people";
import type { Probe } from "./probe";

/** Nobody listens there, and nobody else's address it is. */
const URL = "http://127.0.0.1:9/hook";
const INPUT = { url: URL, description: "Collector", actions: ["user.joined"] };

/** A webhook of a workspace that gets nothing by itself, with one dead letter where one is asked for. */
export async function makeWebhook(workspaceId: string, deliveryId?: string): Promise<string> {
  const key = { workspaceId, id: newId("webhook") };
  const secret = sealSecret(newSecret(), key);
  await sql()`insert into webhooks (workspace_id, id, url, actions, secret, cursor_position)
    values (${workspaceId}, ${key.id}, ${URL}, ${["user.joined"]}, ${secret}, 0)`;
  if (deliveryId)
    await sql()`insert into webhook_deliveries (workspace_id, id, webhook_id, event_id, event_at, action, dead_at)
      values (${workspaceId}, ${deliveryId}, ${key.id}, ${newId("event")}, now(), 'user.joined', now())`;
  return key.id;
}

async function withReader() {
  const made = await makeWorkspace({
    admin: { role: "administrator", canManage: true, canAudit: true, totp: true },
  });
  return { workspaceId: made.id, browser: await afterTotp(made.people.admin) };
}

/** A deed on a webhook of the administrator's workspace. */
const onWebhook = (rest: Record<string, unknown> = {}): Probe => ({
  access: "full",
  namesAnothers: true,
  prepare: async () => {
    const { workspaceId, browser } = await withReader();
    const id = await makeWebhook(workspaceId, newId("delivery"));
    return { workspaceId, browser, input: { id, ...rest } };
  },
});

/** The actions of `/settings/webhooks`. */
export const WEBHOOK_PROBES: Record<string, Probe> = {
  createWebhook: {
    access: "full",
    prepare: async () => ({ ...(await withReader()), input: INPUT }),
  },
  saveWebhook: onWebhook(INPUT),
  setWebhookEnabled: onWebhook({ isOn: false }),
  replaceWebhookSecret: onWebhook({ endsOld: "now" }),
  removeWebhook: onWebhook(),
  testWebhook: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await withReader();
      const { id } = await succeed<{ id: string }>(browser, "createWebhook", INPUT);
      return { workspaceId, browser, input: { id } };
    },
  },
  replayDelivery: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await withReader();
      const deliveryId = newId("delivery");
      const id = await makeWebhook(workspaceId, deliveryId);
      return { workspaceId, browser, input: { id, deliveryId } };
    },
  },
  replayDeadLetters: onWebhook(),
};
