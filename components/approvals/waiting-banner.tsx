"use client";

import { useTranslations } from "next-intl";
import { Notice } from "../ui/notice";
import { TextLink } from "../ui/text-link";
import { useQuestions } from "./use-questions";

const NONE: never[] = [];

/** Inside Sallyport on a device that approves: somebody signs in elsewhere, and here is the way to answer. */
export function WaitingBanner() {
  const t = useTranslations("approve");
  const { questions } = useQuestions(NONE);
  if (questions.length === 0) return null;
  return (
    <Notice
      tone="warning"
      className="rounded-none"
      action={<TextLink href="/approve">{t("bannerAnswer")}</TextLink>}
    >
      {t("banner", { account: questions[0]?.email ?? "" })}
    </Notice>
  );
}
