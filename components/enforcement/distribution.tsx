import { useLocale, useTranslations } from "next-intl";
import type { ShieldStatus } from "@/lib/policy/core/types";
import { ShieldDrawing } from "../shield";
import { cn } from "../ui/cn";
import { Section } from "../ui/section";
import { Skeleton } from "../ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { TextLink } from "../ui/text-link";

const ORDER = ["active", "chosen", "pending", "exempt", "inactive"] as const satisfies ShieldStatus[];

const FILL: Record<ShieldStatus, string> = {
  active: "bg-good",
  chosen: "bg-good/45",
  pending: "bg-caution-fill",
  exempt: "bg-muted",
  inactive: "bg-danger",
};

/** How many people there are of each shield: as a bar for the eye, and the same as a table. */
export function Distribution({ counts }: { counts: Record<ShieldStatus, number> }) {
  const t = useTranslations("enforcement.distribution");
  const locale = useLocale();
  const total = ORDER.reduce((sum, status) => sum + counts[status], 0);
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  return (
    <Section title={t("title")} description={t("text")}>
      <div aria-hidden="true" className="mb-4 flex h-4 gap-0.5 overflow-hidden rounded-sm bg-sunken">
        {ORDER.filter((status) => counts[status] > 0).map((status) => (
          <span
            key={status}
            className={cn("block min-w-1", FILL[status])}
            style={{ flexGrow: counts[status] }}
          />
        ))}
      </div>
      <Table aria-label={t("table")}>
        <TableHeader>
          <TableRow>
            <TableHead>{t("status")}</TableHead>
            <TableHead isNumber>{t("people")}</TableHead>
            <TableHead isNumber>{t("share")}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {ORDER.map((status) => (
            <TableRow key={status}>
              <TableCell className="max-w-none py-2 whitespace-normal">
                <span className="flex items-center gap-2">
                  <span aria-hidden="true" className={cn("size-3 shrink-0 rounded-xs", FILL[status])} />
                  <ShieldDrawing status={status} />
                  {t(`names.${status}`)}
                </span>
              </TableCell>
              <TableCell isNumber>
                <TextLink
                  isAlone
                  href={`/settings/users?status=${status}`}
                  aria-label={`${t(`names.${status}`)}: ${number.format(counts[status])}`}
                >
                  {number.format(counts[status])}
                </TextLink>
              </TableCell>
              <TableCell isNumber>{percent.format(total === 0 ? 0 : counts[status] / total)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Section>
  );
}

export function DistributionSkeleton() {
  const t = useTranslations("enforcement.distribution");
  return (
    <Section title={t("title")} description={t("text")}>
      <Skeleton className="h-[296px]" />
    </Section>
  );
}
