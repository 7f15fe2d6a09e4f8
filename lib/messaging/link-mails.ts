import "server-only";
import { createTranslator } from "use-intl/core";
import type { Db } from "../db/client";
import { DEFAULT_LOCALE, isLocale } from "../i18n/config";
import { MESSAGES } from "../i18n/messages";
import type { Recipient } from "./notices";
import { sendMail } from "./service";

/** The mails that are sent for their link, with what each is filled with. */
export type LinkMail =
  | { kind: "verify_email"; detail: { url: string } }
  | { kind: "address_change"; detail: { url: string } }
  | { kind: "have_account"; detail: { url: string; resetUrl: string } }
  | { kind: "invitation"; detail: { url: string; by: string } }
  | { kind: "password_reset"; detail: { url: string } }
  | { kind: "own_recovery"; detail: { url: string; hours: number } };

/** Mails a link, in the recipient's language; the same `eventKey` is never sent twice. */
export async function sendLinkMail(
  db: Db,
  { workspaceId, workspace, email, name, locale }: Recipient,
  mail: LinkMail & { eventKey: string },
): Promise<void> {
  const language = isLocale(locale) ? locale : DEFAULT_LOCALE;
  const t = createTranslator({ locale: language, messages: MESSAGES[language], namespace: "mail" });
  const words = { workspace, name, ...mail.detail };
  await sendMail(db, {
    workspaceId,
    eventKey: mail.eventKey,
    to: email,
    locale: language,
    action: { label: t(`link.${mail.kind}.button`), url: mail.detail.url },
    subject: t(`link.${mail.kind}.subject`, words),
    text: t(`link.${mail.kind}.text`, words),
  });
}
