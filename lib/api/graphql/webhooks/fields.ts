import "server-only";
import { addMutations, addQueries } from "../operation-field";

const OF_DELIVERIES = { args: { id: "webhookId" } };

addQueries({
  webhooks: "get /webhooks",
  webhook: "get /webhooks/{id}",
  webhookDeliveries: ["get /webhooks/{id}/deliveries", OF_DELIVERIES],
});

addMutations({
  createWebhook: "post /webhooks",
  updateWebhook: "patch /webhooks/{id}",
  deleteWebhook: "delete /webhooks/{id}",
  replaceWebhookSecret: "post /webhooks/{id}/secret",
  testWebhook: "post /webhooks/{id}/test",
  replayWebhookDeliveries: ["post /webhooks/{id}/deliveries/replay", OF_DELIVERIES],
  replayWebhookDelivery: ["post /webhooks/{id}/deliveries/{delivery_id}/replay", OF_DELIVERIES],
});
