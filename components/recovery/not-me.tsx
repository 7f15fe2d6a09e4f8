"use client";

import { useTranslations } from "next-intl";
import { endReportedSessions } from "@/lib/entry/actions";
import type { OpenReport } from "@/lib/entry/not-me";
import { useUtcMoment } from "@/lib/i18n/use-dates";
import { LinkDeed } from "./link-deed";

/** "This was not me": what the mail said, and the one button that ends all sessions. */
export function NotMe({ token, report }: { token: string; report: OpenReport }) {
  const t = useTranslations("ways-back.notMe");
  const subject = useTranslations("mail.notice");
  const moment = useUtcMoment();
  const { kind, at, workspaceName: workspace } = report;
  const isKnown = kind !== undefined && subject.has(`${kind}.subject`);
  return (
    <LinkDeed
      title={t("title")}
      text={
        isKnown
          ? t("text", { date: moment(at), what: subject(`${kind}.subject`), workspace })
          : t("textPlain", { workspace })
      }
      button={t("button")}
      action={() => endReportedSessions({ token })}
      done={() => ({ title: t("doneTitle"), text: t("doneText") })}
      onward={{ href: "/forgot-password", label: t("toPassword") }}
      help={{ href: "/help/two-factor", label: t("toHelp") }}
    />
  );
}
