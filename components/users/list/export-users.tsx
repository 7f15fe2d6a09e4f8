"use client";

import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { proveForExport } from "@/lib/admin/actions";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { Button } from "../../ui/button";
import { type UserFilters, writeFilters } from "../filter/filters";

/** Downloads everybody whom the filters find, after a fresh proof; the browser writes the file as it comes. */
export function ExportUsers({ filters, canManage }: { filters: UserFilters; canManage: boolean }) {
  const t = useTranslations("users");
  const deed = useDeed("export", proveForExport, () => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = `/api/ui/users/export${writeFilters({ ...filters, sort: "name" })}`;
    document.body.append(form);
    form.submit();
    form.remove();
    toast.success(t("exporting"));
  });
  return (
    <>
      <Button
        variant="secondary"
        pending={deed.isPending}
        disabledReason={canManage ? undefined : t("noRight")}
        onClick={() => deed.start({})}
      >
        {t("export")}
      </Button>
      <FailureNotice failure={deed.failure} />
    </>
  );
}
