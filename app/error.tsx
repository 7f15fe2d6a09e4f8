"use client";

import { useTranslations } from "next-intl";
import { Crash } from "@/components/frame/crash";

export default function ErrorPage({ error }: { error: Error & { digest?: string } }) {
  const t = useTranslations("errors.page");
  const common = useTranslations("common");
  const words = {
    crashTitle: t("crashTitle"),
    crashWhat: t("crashWhat"),
    crashSafe: t("crashSafe"),
    crashDo: t("crashDo"),
    crashReference: t("crashReference"),
  };
  return <Crash words={words} tryAgain={common("tryAgain")} digest={error.digest} />;
}
