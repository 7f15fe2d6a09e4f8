"use client";

import { SlidersHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { ROLES } from "@/lib/identity/core/rights";
import { SIGNED_IN, USER_SORTS } from "@/lib/policy/directory/terms";
import { useRoleName } from "../../settings/use-role-name";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Select } from "../../ui/select";
import { FacetFigures } from "./facets";
import { FACTORS, STATUSES, type UserFilters } from "./filters";
import { SearchField } from "./search-field";
import { SelectFilter } from "./select-filter";

export type PolicyName = { id: string; name: string };
type Change = (changed: Partial<UserFilters>) => void;

/** Search and filters; those that are used less lie behind `More filters`, open where one of them is set. */
export function FilterBar({
  filters,
  policies,
  setFilters,
}: {
  filters: UserFilters;
  policies: readonly PolicyName[];
  setFilters: Change;
}) {
  const t = useTranslations("users");
  const roleName = useRoleName();
  const moreId = useId();
  const [isOpen, setIsOpen] = useState(
    filters.factor !== null || filters.signedIn !== null || filters.grace !== null,
  );
  return (
    <search className="mb-4 grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
      <SearchField text={filters.text} onSearch={(text) => setFilters({ text })} />
      <SelectFilter
        label={t("filterStatus")}
        className="max-sm:col-span-2 sm:w-52"
        value={filters.status}
        onChange={(value) => setFilters({ status: STATUSES.find((status) => status === value) ?? null })}
      >
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {t(`status.${status}`)}
          </option>
        ))}
      </SelectFilter>
      <SelectFilter
        label={t("filterPolicy")}
        value={filters.policy}
        onChange={(value) => setFilters({ policy: value || null })}
      >
        {policies.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectFilter>
      <SelectFilter
        label={t("filterRole")}
        value={filters.role}
        onChange={(value) => setFilters({ role: ROLES.find((role) => role === value) ?? null })}
      >
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {roleName(role)}
          </option>
        ))}
      </SelectFilter>
      <Button
        variant="ghost"
        className="max-sm:col-span-2"
        aria-expanded={isOpen}
        aria-controls={moreId}
        onClick={() => setIsOpen(!isOpen)}
      >
        <SlidersHorizontal aria-hidden="true" />
        {t("moreFilters")}
      </Button>
      <div id={moreId} hidden={!isOpen} className="col-span-2 w-full">
        {isOpen && (
          <div className="flex flex-col gap-4 border-y border-line py-4">
            <MoreFilters filters={filters} setFilters={setFilters} />
            <FacetFigures filters={filters} policies={policies} setFilters={setFilters} />
          </div>
        )}
      </div>
    </search>
  );
}

function MoreFilters({ filters, setFilters }: { filters: UserFilters; setFilters: Change }) {
  const t = useTranslations("users");
  const kindName = useTranslations("factors.kind");
  return (
    <div className="grid gap-2 sm:flex sm:flex-wrap">
      <SelectFilter
        label={t("filterFactor")}
        className="sm:w-52"
        value={filters.factor}
        onChange={(value) => setFilters({ factor: FACTORS.find((factor) => factor === value) ?? null })}
      >
        {FACTORS.map((factor) => (
          <option key={factor} value={factor}>
            {factor === "none" ? t("noFactor") : kindName(factor)}
          </option>
        ))}
      </SelectFilter>
      <SelectFilter
        label={t("filterSignedIn")}
        className="sm:w-52"
        value={filters.signedIn}
        onChange={(value) => setFilters({ signedIn: SIGNED_IN.find((when) => when === value) ?? null })}
      >
        {SIGNED_IN.map((when) => (
          <option key={when} value={when}>
            {t(`signedIn.${when}`)}
          </option>
        ))}
      </SelectFilter>
      <SelectFilter
        label={t("filterGrace")}
        className="sm:w-52"
        value={filters.grace}
        onChange={(value) => setFilters({ grace: value === "open" ? "open" : null })}
      >
        <option value="open">{t("graceOpen")}</option>
      </SelectFilter>
      <Field label={t("order")} hideLabel className="gap-0 sm:w-64">
        <Select
          value={filters.sort}
          onChange={(event) =>
            setFilters({ sort: USER_SORTS.find((sort) => sort === event.target.value) ?? "name" })
          }
        >
          {USER_SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {t(`sort.${sort}`)}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  );
}
