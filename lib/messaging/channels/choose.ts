import "server-only";
import { env } from "../../core/env";
import type { Channel } from "./channel";
import { mail } from "./mail";
import { push } from "./push";
import { smsProvider } from "./sms-provider";
import { twilio } from "./twilio";
import { webhook } from "./webhook";

/** The demo's inbox shows what stands in the outbox: there is nobody to hand it to. */
const inbox: Channel = async () => undefined;

/** Who takes messages of a channel here; null: nobody, and they wait. */
export function channelFor(name: string): Channel | null {
  if (name === "email") return env().SMTP_URL ? mail : env().DEMO ? inbox : null;
  if (name === "push") return push;
  if (name !== "sms") return null;
  const provider = smsProvider();
  return provider && { twilio, webhook, inbox }[provider];
}
