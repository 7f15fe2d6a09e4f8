"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { AUDIT_ACTIONS } from "@/lib/audit/core/events";
import { type LogFilters, RESULTS } from "@/lib/audit/core/log-query";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select } from "../ui/select";
import { useWords } from "./use-words";

const PAUSE_MS = 300;

type Props = { filters: LogFilters; setFilters: (changed: Partial<LogFilters>) => void };

export function FilterBar({ filters, setFilters }: Props) {
  const t = useTranslations("audit");
  const { actionWords } = useWords();
  const actions = AUDIT_ACTIONS.map((action) => [action, actionWords(action)] as const);
  return (
    <search className="mb-4 grid grid-cols-2 gap-x-2 gap-y-3 sm:grid-cols-3 lg:grid-cols-6">
      <Typed
        label={t("search")}
        hint={t("searchHint")}
        className="col-span-2 sm:col-span-3 lg:col-span-6"
        isSearch
        value={filters.text}
        onTyped={(text) => setFilters({ text })}
      />
      <Choice
        label={t("filterAction")}
        value={filters.action}
        onChosen={(value) => setFilters({ action: AUDIT_ACTIONS.find((action) => action === value) ?? null })}
      >
        {actions
          .toSorted(([, a], [, b]) => a.localeCompare(b))
          .map(([action, words]) => (
            <option key={action} value={action}>
              {words}
            </option>
          ))}
      </Choice>
      <Choice
        label={t("filterResult")}
        value={filters.result}
        onChosen={(value) => setFilters({ result: RESULTS.find((result) => result === value) ?? null })}
      >
        {RESULTS.map((result) => (
          <option key={result} value={result}>
            {t(`result.${result}`)}
          </option>
        ))}
      </Choice>
      <Typed label={t("filterActor")} value={filters.actor} onTyped={(actor) => setFilters({ actor })} />
      <Typed label={t("filterTarget")} value={filters.target} onTyped={(target) => setFilters({ target })} />
      <Day label={t("filterFrom")} value={filters.from} onChosen={(from) => setFilters({ from })} />
      <Day label={t("filterTo")} value={filters.to} onChosen={(to) => setFilters({ to })} />
    </search>
  );
}

/** What is typed is asked for after a short pause, and follows the address when that changes by itself. */
function Typed({
  label,
  hint,
  value,
  onTyped,
  isSearch = false,
  className,
}: {
  label: string;
  hint?: string;
  value: string;
  onTyped: (value: string) => void;
  isSearch?: boolean;
  className?: string;
}) {
  const [typed, setTyped] = useState(value);
  const asked = useRef(value);
  useEffect(() => {
    if (value !== asked.current) setTyped(value);
    asked.current = value;
  }, [value]);
  useEffect(() => {
    if (typed.trim() === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = typed.trim();
      onTyped(typed.trim());
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, onTyped]);
  return (
    <Field
      label={label}
      {...(hint ? { hint } : {})}
      hideLabel={isSearch}
      {...(className ? { className } : {})}
    >
      <Input
        type={isSearch ? "search" : "text"}
        {...(isSearch ? { icon: <Search />, placeholder: label } : {})}
        value={typed}
        maxLength={100}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
      />
    </Field>
  );
}

function Choice({
  label,
  value,
  onChosen,
  children,
}: {
  label: string;
  value: string | null;
  onChosen: (value: string) => void;
  children: ReactNode;
}) {
  const t = useTranslations("audit");
  return (
    <Field label={label}>
      <Select value={value ?? ""} onChange={(event) => onChosen(event.target.value)}>
        <option value="">{t("all")}</option>
        {children}
      </Select>
    </Field>
  );
}

function Day({
  label,
  value,
  onChosen,
}: {
  label: string;
  value: string | null;
  onChosen: (value: string | null) => void;
}) {
  return (
    <Field label={label}>
      <Input type="date" value={value ?? ""} onChange={(event) => onChosen(event.target.value || null)} />
    </Field>
  );
}
