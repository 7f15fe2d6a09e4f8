"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useDates } from "@/lib/i18n/use-dates";
import type { ApplicationItem } from "@/lib/oidc/applications/page";
import { Badge } from "../ui/badge";
import { Logo } from "./logo";

/** One application of the list: the whole row leads to its page. */
export function ApplicationRow({ application }: { application: ApplicationItem }) {
  const t = useTranslations("applications");
  const dates = useDates();
  const { id, name, kind, logo, rule, createdAt } = application;
  return (
    <li className="relative flex items-start gap-4 border-b border-line px-2 py-3 hover:bg-sunken">
      <Logo logo={logo} name={name} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link
            href={`/settings/applications/${encodeURIComponent(id)}`}
            className="font-medium [overflow-wrap:anywhere] after:absolute after:inset-0"
          >
            {name}
          </Link>
          <Badge tone={rule === "as_required" ? "neutral" : "accent"}>{t(`ruleShort.${rule}`)}</Badge>
        </p>
        <p className="text-sm text-muted">
          {t("rowText", { kind: t(`kind.${kind}`), date: dates.day(createdAt) })}
        </p>
      </div>
    </li>
  );
}
