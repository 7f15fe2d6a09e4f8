"use client";

import { useTranslations } from "next-intl";
import { FailureNotice } from "../../settings/failure-notice";
import { useDownload } from "../../settings/use-download";
import { Button } from "../../ui/button";
import { type UserFilters, writeFilters } from "../filter/filters";

/** Downloads everybody whom the filters find. */
export function ExportUsers({ filters, canManage }: { filters: UserFilters; canManage: boolean }) {
  const t = useTranslations("users");
  const deed = useDownload("export");
  return (
    <>
      <Button
        variant="secondary"
        pending={deed.isPending}
        disabledReason={canManage ? undefined : t("noRight")}
        onClick={() => deed.start(`/api/ui/users/export${writeFilters({ ...filters, sort: "name" })}`)}
      >
        {t("export")}
      </Button>
      <FailureNotice failure={deed.failure} />
    </>
  );
}
