import "server-only";
import { createTranslator } from "use-intl/core";
import type { Client } from "../core/client";
import { readDevice } from "../core/device";
import { env } from "../core/env";
import { countryOf } from "../core/place";
import type { Db } from "../db/client";
import { DEFAULT_LOCALE, isLocale, type Locale } from "../i18n/config";
import { formatMoment } from "../i18n/dates";
import { MESSAGES } from "../i18n/messages";
import { RIGHTS, type Right } from "../identity/core/rights";
import type { Letter, MailAction } from "./core/letter";
import { type FactorWords, isOwnDeed, type NoticeDetails, type NoticeOf, saysWhere } from "./core/notices";
import { sendMail } from "./service";

/** Who is told; `locale` is the language of their mails. */
export type Recipient = {
  workspaceId: string;
  workspace: string;
  email: string;
  name: string;
  locale: string;
};

/** What happened, when and where; `eventKey` makes its mail one, whatever is retried. */
export type NoticeEvent = NoticeOf & {
  eventKey: string;
  at: Date;
  client: Client;
  /** Ends all sessions; for what was done by the user's own session. */
  notMeUrl?: string;
};

/** Tells a person by mail what changed on the account, in the transaction of the change and in their language. */
export async function sendNotice(db: Db, to: Recipient, event: NoticeEvent): Promise<void> {
  const letter = writeNotice(to, event);
  await sendMail(db, { workspaceId: to.workspaceId, eventKey: event.eventKey, to: to.email, ...letter });
}

/** One notice in words. Times are UTC. */
export function writeNotice(to: Recipient, event: NoticeEvent): Letter {
  const locale = isLocale(to.locale) ? to.locale : DEFAULT_LOCALE;
  const t = createTranslator({ locale, messages: MESSAGES[locale], namespace: "mail" });
  const settings = `${env().APP_URL}/settings/two-factor`;
  const words = { workspace: to.workspace, ...wordsOf(event, locale) };
  const when = t("when", { when: formatMoment(event.at, locale, "UTC") });
  const facts = saysWhere(event.kind) ? `${when}\n${whereOf(event.client, locale)}` : when;
  const { notMeUrl: url = settings } = event;
  const closing = isOwnDeed(event.kind)
    ? t("notMe", { url, settings })
    : t("byOthers", { workspace: to.workspace, settings });
  const what = t(`notice.${event.kind}.subject`, words);
  return {
    locale,
    subject: t("subject", { what, workspace: to.workspace }),
    text: [t("hello", { name: to.name }), t(`notice.${event.kind}.what`, words), facts, closing].join("\n\n"),
    action: isOwnDeed(event.kind) ? { label: t("notMeButton"), url } : actionOf(event, locale),
  };
}

function actionOf({ kind, detail }: NoticeOf, locale: Locale): MailAction | null {
  if (!("url" in detail)) return null;
  const t = createTranslator({ locale, messages: MESSAGES[locale], namespace: "mail" });
  return { label: t(`notice.${kind as LeadingKind}.button`), url: detail.url };
}

/** The kinds that lead somewhere. */
type LeadingKind = {
  [K in keyof NoticeDetails]: NoticeDetails[K] extends { url: string } ? K : never;
}[keyof NoticeDetails];

type Words = Record<string, string | number>;

/** What a notice is filled with, factors and rights put into words. */
function wordsOf({ detail }: NoticeOf, locale: Locale): Words {
  const written = Object.entries(detail).map(([name, value]) => {
    if (typeof value === "string" || typeof value === "number") return [name, value] as const;
    if (isRights(value))
      return [name, value.map((right) => rightIn(right, locale)).join(", ") || "none"] as const;
    const factors = (Array.isArray(value) ? value : [value]) as FactorWords[];
    const named = factors.map((factor) => factorIn(factor, locale)).join(", ");
    return [name, named || "none"] as const;
  });
  return Object.fromEntries(written);
}

const isRights = (value: unknown): value is Right[] =>
  Array.isArray(value) && value.every((item) => RIGHTS.includes(item));

const rightIn = (right: Right, locale: Locale): string =>
  createTranslator({ locale, messages: MESSAGES[locale], namespace: "mail.right" })(right);

/** `Work phone (authenticator app)`; a label that only says the kind, in whatever language, is not repeated. */
function factorIn({ kind, label }: FactorWords, locale: Locale): string {
  const kindIn = (language: Locale) =>
    createTranslator({ locale: language, messages: MESSAGES[language], namespace: "mail" })(
      `kind.${kind as "totp"}`,
    );
  const isSaid = (Object.keys(MESSAGES) as Locale[]).some(
    (language) => kindIn(language).toLowerCase() === label?.toLowerCase(),
  );
  return !label || isSaid ? kindIn(locale) : `${label} (${kindIn(locale)})`;
}

function whereOf({ ip, userAgent }: Client, locale: Locale): string {
  const t = createTranslator({ locale, messages: MESSAGES[locale], namespace: "mail" });
  const { browser, system } = readDevice(userAgent) ?? {};
  const device =
    browser && system ? t("device", { browser, system }) : (browser ?? system ?? t("deviceUnknown"));
  const country = countryOf(ip);
  const name = country && new Intl.DisplayNames([locale], { type: "region" }).of(country);
  return t("from", { device, place: name ? t("place", { country: name, ip }) : ip });
}
