import "server-only";
import { createTranslator } from "use-intl/core";
import { env } from "../core/env";
import type { Db } from "../db/client";
import { DEFAULT_LOCALE, isLocale } from "../i18n/config";
import { MESSAGES } from "../i18n/messages";
import { codeText } from "./core/code-text";
import type { Letter } from "./core/letter";
import { insertMessageOnce, listDemoMessages } from "./store";

export type Mail = Letter & { workspaceId: string; eventKey: string; to: string };

const INBOX_LIMIT = 500;

/** Puts one mail into the outbox, in the transaction of what it tells of; the same `eventKey` is never sent twice. */
export async function sendMail(db: Db, mail: Mail): Promise<void> {
  await insertMessageOnce(db, {
    workspaceId: mail.workspaceId,
    eventKey: mail.eventKey,
    channel: "email",
    recipient: mail.to,
    subject: mail.subject,
    body: mail.text,
    locale: mail.locale,
    action: mail.action,
  });
}

/** What the demo's inbox shows: `{id, channel, to, subject, text, at}`, newest first. */
export const listInbox = (db: Db) => listDemoMessages(db, INBOX_LIMIT);

export type CodeText = {
  workspaceId: string;
  eventKey: string;
  to: string;
  code: string;
  workspaceName: string;
  locale: string;
  lifetimeSeconds: number;
};

/** Puts a code into the outbox as a text message; after its lifetime nobody sends it any more. */
export async function sendText(db: Db, message: CodeText): Promise<void> {
  const { code, workspaceName: workspace } = message;
  const host = new URL(env().APP_URL).hostname;
  const locale = isLocale(message.locale) ? message.locale : DEFAULT_LOCALE;
  const t = createTranslator({ locale, messages: MESSAGES[locale], namespace: "mail" });
  await insertMessageOnce(db, {
    workspaceId: message.workspaceId,
    eventKey: message.eventKey,
    channel: "sms",
    recipient: message.to,
    body: codeText(t("code", { code, workspace }), code, host),
    locale,
    lifetimeSeconds: message.lifetimeSeconds,
  });
}
