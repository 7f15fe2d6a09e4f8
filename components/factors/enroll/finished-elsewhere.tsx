"use client";

import { useTranslations } from "next-intl";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";

/** Another tab was quicker: one sentence, and the page as it stands now. */
export function FinishedElsewhere() {
  const t = useTranslations("factors.enroll");
  return (
    <div className="flex flex-col gap-6">
      <Notice>{t("finished")}</Notice>
      <Button wide onClick={() => window.location.reload()}>
        {t("goOn")}
      </Button>
    </div>
  );
}
