import "server-only";
import { env } from "../../core/env";

export type SmsProviderName = "twilio" | "webhook" | "inbox";

/** Who sends text messages here; the demo's inbox counts as one. Null: nobody, and the method is not offered. */
export function smsProvider(): SmsProviderName | null {
  const { SMS_PROVIDER, DEMO } = env();
  return SMS_PROVIDER ?? (DEMO ? "inbox" : null);
}
