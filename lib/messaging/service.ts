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

function translatorFor(language: string) {
  const locale = isLocale(language) ? language : DEFAULT_LOCALE;
  return createTranslator({ locale, messages: MESSAGES[locale], namespace: "mail" });
}

/** Puts a code into the outbox as a text message; after its lifetime nobody sends it any more. */
export async function sendText(db: Db, message: CodeText): Promise<void> {
  const { code, workspaceName: workspace } = message;
  const host = new URL(env().APP_URL).hostname;
  const t = translatorFor(message.locale);
  await insertMessageOnce(db, {
    workspaceId: message.workspaceId,
    eventKey: message.eventKey,
    channel: "sms",
    recipient: message.to,
    body: codeText(t("code", { code, workspace }), code, host),
    locale: message.locale,
    lifetimeSeconds: message.lifetimeSeconds,
  });
}

export type Question = {
  workspaceId: string;
  eventKey: string;
  /** Whose device it is, and its name: for whoever reads the outbox. */
  to: string;
  device: string;
  /** Where the device's push service takes messages; null: only its own page asks. */
  subscription: Record<string, unknown> | null;
  workspaceName: string;
  locale: string;
  lifetimeSeconds: number;
};

/** Puts "somebody signs in" on its way to one device. It says nothing that opens anything: the number stays on the screen. */
export async function sendPush(db: Db, question: Question): Promise<void> {
  const { subscription, workspaceName: workspace } = question;
  // The demo's inbox shows what a device without notifications would be asked as well
  if (!subscription && !env().DEMO) return;
  const t = translatorFor(question.locale);
  await insertMessageOnce(db, {
    workspaceId: question.workspaceId,
    eventKey: question.eventKey,
    channel: "push",
    recipient: question.to,
    target: subscription,
    subject: t("push.title"),
    body: t("push.text", { workspace, device: question.device, url: `${env().APP_URL}/approve` }),
    lifetimeSeconds: question.lifetimeSeconds,
  });
}
