import "server-only";
import { env } from "../../core/env";
import { type Channel, PROVIDER_TIMEOUT_MS, RefusedForGood } from "./channel";

/** Twilio's Messages resource (api 2010-04-01). 429 and 5xx are tried again, other 4xx are final. */
export const twilio: Channel = async ({ to, text }) => {
  const { TWILIO_ACCOUNT_SID: sid = "", TWILIO_AUTH_TOKEN: secret = "", TWILIO_FROM, TWILIO_API_URL } = env();
  const sender = TWILIO_FROM?.startsWith("MG") ? "MessagingServiceSid" : "From";
  const response = await fetch(`${TWILIO_API_URL}/2010-04-01/Accounts/${sid}/Messages.json`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${sid}:${secret}`).toString("base64")}` },
    body: new URLSearchParams({ To: to, [sender]: TWILIO_FROM ?? "", Body: text }),
    signal: AbortSignal.timeout(PROVIDER_TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (response.ok) return;
  const isFinal = response.status >= 400 && response.status < 500 && response.status !== 429;
  throw isFinal ? new RefusedForGood(`Twilio ${response.status}`) : new Error(`Twilio ${response.status}`);
};
