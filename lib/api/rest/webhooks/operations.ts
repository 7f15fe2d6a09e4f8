import "server-only";
import { z } from "@hono/zod-openapi";
import { getWebhook, listWebhooks } from "../../../webhooks/overview";
import {
  createWebhook,
  removeWebhook,
  replaceWebhookSecret,
  saveWebhook,
  setWebhookEnabled,
  testWebhook,
} from "../../../webhooks/service";
import { type Operation, operation } from "../operation";
import { deliveryOperations } from "./deliveries";
import { changeSchema, createSchema, hookSchema, toHook } from "./shape";

const tag = "Webhooks";
const params = z.strictObject({ id: z.string().max(64) });
const update = { tag, isForAll: true, scopes: ["update:webhooks"] } as const;
const read = { tag, isForAll: true, scopes: ["read:webhooks"] } as const;

const list = operation({
  ...read,
  method: "get",
  path: "/webhooks",
  summary: "List webhooks",
  status: 200,
  answer: z.array(hookSchema),
  run: async ({ db, workspaceId, actor }) =>
    (await listWebhooks(db, workspaceId, actor.subject.facts.now)).map(toHook),
});

const getOne = operation({
  ...read,
  method: "get",
  path: "/webhooks/{id}",
  summary: "Get a webhook",
  params,
  status: 200,
  answer: hookSchema,
  run: async ({ db, workspaceId, actor, params: { id } }) =>
    toHook(await getWebhook(db, workspaceId, id, actor.subject.facts.now)),
});

const create = operation({
  ...update,
  method: "post",
  path: "/webhooks",
  summary: "Make a webhook",
  description:
    "It gets every event of the audit log from now on, or those of the named actions. Its secret is shown in this answer and never again.",
  body: createSchema,
  status: 201,
  answer: z.object({ id: z.string(), secret: z.string() }).openapi("WebhookCreated"),
  errors: ["too_many"],
  run: ({ db, actor, body }) => createWebhook(db, actor, body),
});

const change = operation({
  ...update,
  method: "patch",
  path: "/webhooks/{id}",
  summary: "Change a webhook, or switch it off or on",
  description: "Switched on again, it goes on where it stopped.",
  params,
  body: changeSchema,
  status: 200,
  answer: hookSchema,
  run: async ({ db, workspaceId, actor, params: { id }, body: { enabled, ...set } }) => {
    if (Object.keys(set).length > 0) await saveWebhook(db, actor, { ...set, id });
    if (enabled !== undefined) await setWebhookEnabled(db, actor, id, enabled);
    return toHook(await getWebhook(db, workspaceId, id, actor.subject.facts.now));
  },
});

const remove = operation({
  ...update,
  method: "delete",
  path: "/webhooks/{id}",
  summary: "Remove a webhook",
  description: "Its deliveries go with it.",
  params,
  status: 204,
  run: ({ db, actor, params: { id } }) => removeWebhook(db, actor, id),
});

const replace = operation({
  ...update,
  method: "post",
  path: "/webhooks/{id}/secret",
  summary: "Replace a webhook's secret",
  description:
    "The new one is shown in this answer and never again. The old one signs beside it for 24 hours, or ends at once.",
  params,
  body: z
    .strictObject({ old: z.enum(["later", "now"]).openapi({ description: "When the old one ends" }) })
    .openapi("WebhookSecretRequest"),
  status: 200,
  answer: z.object({ secret: z.string() }).openapi("WebhookSecret"),
  run: ({ db, actor, params: { id }, body: { old } }) =>
    replaceWebhookSecret(db, actor, { id, endsOld: old }),
});

const test = operation({
  ...update,
  method: "post",
  path: "/webhooks/{id}/test",
  summary: "Send a test event",
  description: "A `webhook.tested` event, whatever actions the webhook gets otherwise.",
  params,
  status: 202,
  answer: z.object({ delivery_id: z.string() }).openapi("WebhookTest"),
  errors: ["conflict"],
  run: async ({ db, actor, params: { id } }) => ({
    delivery_id: (await testWebhook(db, actor, id)).deliveryId,
  }),
});

export const webhookOperations: Operation[] = [
  list,
  create,
  getOne,
  change,
  remove,
  replace,
  test,
  ...deliveryOperations,
];
