import "server-only";
import { createHmac } from "node:crypto";
import { env } from "../../core/env";
import { type Channel, PROVIDER_TIMEOUT_MS, RefusedForGood } from "./channel";

/**
 * `POST {id, to, text}` as JSON. `Sallyport-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">` lets the
 * receiver know us; the same `id` comes again when we could not tell whether it arrived.
 */
export const webhook: Channel = async ({ id, to, text }) => {
  const { SMS_WEBHOOK_URL = "", SMS_WEBHOOK_SECRET = "" } = env();
  const body = JSON.stringify({ id, to, text });
  const time = Math.floor(Date.now() / 1_000);
  const signature = createHmac("sha256", SMS_WEBHOOK_SECRET).update(`${time}.${body}`).digest("hex");
  const response = await fetch(SMS_WEBHOOK_URL, {
    method: "POST",
    headers: { "content-type": "application/json", "sallyport-signature": `t=${time},v1=${signature}` },
    body,
    redirect: "error",
    signal: AbortSignal.timeout(PROVIDER_TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (response.ok) return;
  const isFinal = [400, 404, 410, 422].includes(response.status);
  throw isFinal ? new RefusedForGood(`webhook ${response.status}`) : new Error(`webhook ${response.status}`);
};
