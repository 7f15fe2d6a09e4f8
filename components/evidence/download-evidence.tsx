"use client";

import { useTranslations } from "next-intl";
import { FailureNotice } from "../settings/failure-notice";
import { useDownload } from "../settings/use-download";
import { Button } from "../ui/button";

/** A day's figures as a signed file. `date`: YYYY-MM-DD. */
export function DownloadEvidence({ date }: { date: string }) {
  const t = useTranslations("evidence");
  const deed = useDownload("evidence");
  return (
    <>
      <Button pending={deed.isPending} onClick={() => deed.start(`/api/ui/evidence?date=${date}`)}>
        {t("download")}
      </Button>
      <FailureNotice failure={deed.failure} />
    </>
  );
}
