"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "../../ui/cn";
import { Field } from "../../ui/field";
import { Select } from "../../ui/select";

/** One filter as a select whose first choice filters nothing. */
export function SelectFilter({
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
    <Field label={label} hideLabel className={cn("gap-0 sm:w-40", className)}>
      <Select value={value ?? ""} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t("all", { filter: label })}</option>
        {children}
      </Select>
    </Field>
  );
}
