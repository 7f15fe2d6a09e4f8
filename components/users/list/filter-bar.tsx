"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { ROLES } from "@/lib/identity/core/rights";
import { useRoleName } from "../../settings/use-role-name";
import { cn } from "../../ui/cn";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Select } from "../../ui/select";
import { STATUSES, type UserFilters } from "../filters";

const PAUSE_MS = 250;

export type PolicyName = { id: string; name: string };

export function FilterBar({
  filters,
  policies,
  setFilters,
}: {
  filters: UserFilters;
  policies: readonly PolicyName[];
  setFilters: (changed: Partial<UserFilters>) => void;
}) {
  const t = useTranslations("users");
  const roleName = useRoleName();
  return (
    <search className="mb-4 grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
      <SearchField text={filters.text} onSearch={(text) => setFilters({ text })} />
      <Filter
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
      </Filter>
      <Filter
        label={t("filterPolicy")}
        value={filters.policy}
        onChange={(value) => setFilters({ policy: value || null })}
      >
        {policies.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Filter>
      <Filter
        label={t("filterRole")}
        value={filters.role}
        onChange={(value) => setFilters({ role: ROLES.find((role) => role === value) ?? null })}
      >
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {roleName(role)}
          </option>
        ))}
      </Filter>
    </search>
  );
}

/** What is typed is searched after a short pause, and follows the address when that changes by itself. */
function SearchField({ text, onSearch }: { text: string; onSearch: (text: string) => void }) {
  const t = useTranslations("users");
  const [typed, setTyped] = useState(text);
  const searched = useRef(text);
  useEffect(() => {
    if (text !== searched.current) setTyped(text);
    searched.current = text;
  }, [text]);
  useEffect(() => {
    if (typed.trim() === searched.current) return;
    const timer = setTimeout(() => {
      searched.current = typed.trim();
      onSearch(typed.trim());
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, onSearch]);
  return (
    <Field label={t("searchLabel")} hideLabel className="col-span-2 gap-0 sm:w-72">
      <Input
        type="search"
        icon={<Search />}
        placeholder={t("searchLabel")}
        value={typed}
        maxLength={100}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
      />
    </Field>
  );
}

function Filter({
  label,
  value,
  onChange,
  className,
  children,
}: {
  label: string;
  className?: string;
  value: string | null;
  onChange: (value: string) => void;
  children: ReactNode;
}) {
  const t = useTranslations("users");
  return (
    <Field label={label} hideLabel className={cn("gap-0 sm:w-44", className)}>
      <Select value={value ?? ""} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t("all", { filter: label })}</option>
        {children}
      </Select>
    </Field>
  );
}
