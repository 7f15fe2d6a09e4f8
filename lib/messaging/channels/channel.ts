import type { Db } from "../../db/client";
import type { MailAction } from "../core/letter";

/** One message on its way out. `id` and `at` are the same at every try, so that a receiver can tell a repetition. */
export type Outgoing = {
  id: string;
  at: Date;
  to: string;
  locale: string;
  subject: string | null;
  text: string;
  action: MailAction | null;
  /** Push alone: the device's subscription. */
  target?: Record<string, unknown> | null;
};

/** A refusal that no repetition will change: a number or address that does not exist, a body that is not taken. */
export class RefusedForGood extends Error {
  override readonly name = "RefusedForGood";
}

/** Hands a message over, or throws: `RefusedForGood`, or anything else to try again later. */
export type Channel = (message: Outgoing, db: Db) => Promise<void>;

/** No provider is waited for longer. */
export const PROVIDER_TIMEOUT_MS = 5_000;
