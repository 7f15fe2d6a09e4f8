import "server-only";
import { z } from "@hono/zod-openapi";
import { DELIVERY_STATES } from "../../../webhooks/core/states";
import { listDeliveries, replayDead, replayDelivery } from "../../../webhooks/overview";
import { type Operation, operation } from "../operation";
import { pagingQuery, takeOf } from "../paging";
import { deliverySchema, toDelivery } from "./shape";

const tag = "Webhooks";
const id = z.string().max(64);
const params = z.strictObject({ id });

const list = operation({
  method: "get",
  path: "/webhooks/{id}/deliveries",
  tag,
  summary: "List a webhook's deliveries",
  description: "The newest first; `next` goes on with what is older. They are kept for 30 days.",
  scopes: ["read:webhooks"],
  isForAll: true,
  params,
  query: z.strictObject({
    state: z.enum(DELIVERY_STATES).optional(),
    from: id.optional(),
    take: pagingQuery.take,
  }),
  status: 200,
  answer: z
    .object({ deliveries: z.array(deliverySchema), next: z.string().nullable() })
    .openapi("WebhookDeliveryPage"),
  run: async ({ db, workspaceId, params: one, query }) => {
    const { state = null, from: after = null } = query;
    const page = await listDeliveries(db, workspaceId, one.id, { state, after, limit: takeOf(query) });
    return { deliveries: page.deliveries.map(toDelivery), next: page.next };
  },
});

const replayOne = operation({
  method: "post",
  path: "/webhooks/{id}/deliveries/{delivery_id}/replay",
  tag,
  summary: "Deliver an event again",
  description: "Under the id it has, from its first attempt.",
  scopes: ["update:webhooks"],
  isForAll: true,
  params: z.strictObject({ id, delivery_id: id }),
  status: 204,
  errors: ["already_done"],
  run: ({ db, actor, params: { id: webhookId, delivery_id: deliveryId } }) =>
    replayDelivery(db, actor, { id: webhookId, deliveryId }),
});

const replayAll = operation({
  method: "post",
  path: "/webhooks/{id}/deliveries/replay",
  tag,
  summary: "Deliver every dead letter again",
  scopes: ["update:webhooks"],
  isForAll: true,
  params,
  status: 200,
  answer: z.object({ count: z.int() }).openapi("WebhookReplay"),
  run: ({ db, actor, params: { id: webhookId } }) => replayDead(db, actor, webhookId),
});

export const deliveryOperations: Operation[] = [list, replayAll, replayOne];
