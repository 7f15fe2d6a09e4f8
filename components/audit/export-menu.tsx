"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import type { LogFilters } from "@/lib/audit/core/log-query";
import { FailureNotice } from "../settings/failure-notice";
import { useDownload } from "../settings/use-download";
import { Button } from "../ui/button";
import { writeFilters } from "./filters";

const FORMATS = ["csv", "ndjson"] as const;

/** What the filters leave, as a file. */
export function ExportMenu({ filters }: { filters: LogFilters }) {
  const t = useTranslations("audit");
  const deed = useDownload("export log");
  const rest = writeFilters(filters).replace("?", "&");
  return (
    <>
      {FORMATS.map((format) => (
        <Button
          key={format}
          variant="secondary"
          pending={deed.isPending}
          onClick={() => deed.start(`/api/ui/audit-log/export?format=${format}${rest}`)}
        >
          <Download aria-hidden="true" className="size-4" />
          {t(`export.${format}`)}
        </Button>
      ))}
      <FailureNotice failure={deed.failure} />
    </>
  );
}
