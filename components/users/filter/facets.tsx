"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ROLES } from "@/lib/identity/core/rights";
import { useRoleName } from "../../settings/use-role-name";
import { ShieldDrawing } from "../../shield";
import { cn } from "../../ui/cn";
import { Skeleton } from "../../ui/skeleton";
import { fetchFacets } from "../fetch-users";
import { FACTORS, STATUSES, type UserFilters } from "./filters";

const REFRESH_MS = 30_000;

type Figure = { key: string; name: string; count: number; mark?: ReactNode; set: Partial<UserFilters> };

/** How many there are of each kind in the whole workspace; a figure that is pressed narrows the list to those. */
export function FacetFigures({
  filters,
  policies,
  setFilters,
}: {
  filters: UserFilters;
  policies: readonly { id: string; name: string }[];
  setFilters: (changed: Partial<UserFilters>) => void;
}) {
  const t = useTranslations("users");
  const kindName = useTranslations("factors.kind");
  const roleName = useRoleName();
  const { data } = useQuery({
    queryKey: ["users", "facets"],
    queryFn: ({ signal }) => fetchFacets(signal),
    refetchInterval: REFRESH_MS,
  });
  if (!data) return <Skeleton className="h-20 w-full" />;
  const group = { filters, setFilters };
  return (
    <div className="flex flex-col gap-2">
      <FigureGroup
        {...group}
        label={t("filterStatus")}
        figures={STATUSES.map((status) => ({
          key: status,
          name: t(`status.${status}`),
          count: data.status[status],
          mark: <ShieldDrawing status={status} size={16} />,
          set: { status },
        }))}
      />
      <FigureGroup
        {...group}
        label={t("filterPolicy")}
        figures={policies.map(({ id, name }) => ({
          key: id,
          name,
          count: data.policy[id] ?? 0,
          set: { policy: id },
        }))}
      />
      <FigureGroup
        {...group}
        label={t("filterRole")}
        figures={ROLES.map((role) => ({
          key: role,
          name: roleName(role),
          count: data.role[role] ?? 0,
          set: { role },
        }))}
      />
      <FigureGroup
        {...group}
        label={t("filterFactor")}
        figures={FACTORS.map((factor) => ({
          key: factor,
          name: factor === "none" ? t("noFactor") : kindName(factor),
          count: data.factor[factor],
          set: { factor },
        }))}
      />
    </div>
  );
}

function FigureGroup({
  label,
  figures,
  filters,
  setFilters,
}: {
  label: string;
  figures: readonly Figure[];
  filters: UserFilters;
  setFilters: (changed: Partial<UserFilters>) => void;
}) {
  const format = useFormatter();
  return (
    <fieldset className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
      <legend className="float-left w-28 pt-1 text-sm text-muted">{label}</legend>
      {figures.map(({ key, name, count, mark, set }) => {
        const [field, value] = Object.entries(set)[0] as [keyof UserFilters, string];
        const isPressed = filters[field] === value;
        return (
          <button
            key={key}
            type="button"
            aria-pressed={isPressed}
            onClick={() => setFilters({ [field]: isPressed ? null : value })}
            className={cn(
              "inline-flex min-h-11 items-center gap-2 rounded-md border px-2 text-sm sm:min-h-8",
              isPressed ? "border-accent bg-accent-soft" : "border-line hover:bg-sunken",
            )}
          >
            {mark}
            {name}
            <span className="text-muted tabular-nums">{format.number(count)}</span>
          </button>
        );
      })}
    </fieldset>
  );
}
