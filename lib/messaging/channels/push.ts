import "server-only";
import webPush, { type PushSubscription } from "web-push";
import { env } from "../../core/env";
import { isPushAddress } from "../core/push-hosts";
import { vapidKeys } from "../vapid";
import { type Channel, PROVIDER_TIMEOUT_MS, RefusedForGood } from "./channel";

/** A question is of no use later; a push service drops it then (RFC 8030 §5.2). */
const TTL_SECONDS = 120;

const isHttps = (origin: string): boolean => origin.startsWith("https:");

/** Whom a push service can turn to (RFC 8292 §2.1). */
const vapidSubject = (): string => {
  const { APP_URL } = env();
  return isHttps(APP_URL) ? APP_URL : `mailto:postmaster@${new URL(APP_URL).hostname}`;
};

/** Web Push: encrypted for the device (RFC 8291), signed by this installation (RFC 8292). */
export const push: Channel = async ({ id, subject, text, target }, db) => {
  if (!target) return;
  const subscription = target as unknown as PushSubscription;
  if (!isPushAddress(subscription.endpoint, env().PUSH_HOSTS))
    throw new RefusedForGood("not a push service that PUSH_HOSTS names");
  const payload = JSON.stringify({ id, title: subject, body: text, url: "/approve" });
  const { endpoint, headers, body } = webPush.generateRequestDetails(subscription, payload, {
    vapidDetails: { subject: vapidSubject(), ...(await vapidKeys(db)) },
    TTL: TTL_SECONDS,
    urgency: "high",
    topic: id,
  });
  // fetch counts the bytes itself
  const { "Content-Length": _counted, ...rest } = headers as Record<string, string>;
  const response = await fetch(endpoint, {
    method: "POST",
    headers: rest,
    body: new Uint8Array(body as Buffer),
    redirect: "error",
    signal: AbortSignal.timeout(PROVIDER_TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (response.ok) return;
  // RFC 8030 §7.3: 404 and 410 say that the subscription is over
  const isFinal = [400, 401, 403, 404, 410, 413].includes(response.status);
  throw isFinal
    ? new RefusedForGood(`push service ${response.status}`)
    : new Error(`push service ${response.status}`);
};
