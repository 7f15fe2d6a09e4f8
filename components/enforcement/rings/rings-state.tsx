"use client";

import { useTranslations } from "next-intl";
import type { Rings } from "@/lib/admin/rings/read";
import { useDates } from "@/lib/i18n/use-dates";
import { Badge } from "../../ui/badge";
import { Notice } from "../../ui/notice";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../../ui/table";

/** Where enforcing in rings stands: each ring, what would pause it, and why it is paused. */
export function RingsState({ rings }: { rings: Rings }) {
  const t = useTranslations("enforcement.rings");
  const dates = useDates();
  const { state, paused, by, since } = rings;
  return (
    <div className="flex flex-col gap-4 self-stretch">
      <Notice tone={state === "paused" ? "warning" : "info"}>
        <p className="font-medium">{t(`state.${state}`)}</p>
        <p>{t("detail", { by: by ?? "none", date: dates.day(since) })}</p>
        {paused && (
          <p>
            {t("paused", {
              reason: paused.reason,
              people: paused.people,
              by: paused.by ?? "none",
              date: dates.day(paused.at),
            })}
          </p>
        )}
      </Notice>
      <Table aria-label={t("table")}>
        <TableHeader>
          <TableRow>
            <TableHead>{t("columnRing")}</TableHead>
            <TableHead>{t("columnWhen")}</TableHead>
            <TableHead isNumber>{t("columnPeople")}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {rings.rings.map(({ number, percent, policy, plannedAt, startedAt, people }) => (
            <TableRow key={number}>
              <TableCell className="whitespace-normal">
                {t("whom", {
                  number,
                  kind: policy ? "policy" : percent === 100 ? "all" : "share",
                  percent: percent ?? 0,
                  policy: policy?.name ?? "",
                })}
              </TableCell>
              <TableCell>
                {startedAt ? (
                  <Badge tone="good">{t("started", { date: dates.day(startedAt) })}</Badge>
                ) : (
                  <Badge>{t(paused ? "waits" : "planned", { date: dates.day(plannedAt) })}</Badge>
                )}
              </TableCell>
              <TableCell isNumber>{people ?? "–"}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {state !== "done" && (
        <ul aria-label={t("limits")} className="flex flex-col gap-1 text-sm text-muted">
          {rings.limits.map(({ name, count, most }) => (
            <li key={name}>{t(`limit.${name}`, { count, most })}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
