"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import type { LogFilters } from "@/lib/audit/core/log-query";
import { buttonVariants } from "../ui/button-variants";
import { writeFilters } from "./filters";

const FORMATS = ["csv", "ndjson"] as const;

/** What the filters leave, as a file. Plain links: the browser keeps the answer while it comes. */
export function ExportMenu({ filters }: { filters: LogFilters }) {
  const t = useTranslations("audit");
  return FORMATS.map((format) => (
    <a
      key={format}
      href={`/api/ui/audit-log/export?format=${format}${writeFilters(filters).replace("?", "&")}`}
      download
      className={buttonVariants({ variant: "secondary" })}
    >
      <Download aria-hidden="true" className="size-4" />
      {t(`export.${format}`)}
    </a>
  ));
}
