"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Field } from "../../ui/field";
import { Input, Textarea } from "../../ui/input";
import { firstProblem } from "./address-lines";

/** Addresses, one per line; `isOne`: at most one. Once it was tried to save, it says which is wrong and why. */
export function AddressesField({
  label,
  hint,
  value,
  kind,
  isOrigin = false,
  isOne = false,
  isTried,
  missing,
  onChange,
}: {
  label: ReactNode;
  hint: ReactNode;
  value: string;
  kind: "web" | "native";
  isOrigin?: boolean;
  isOne?: boolean;
  isTried: boolean;
  /** Said where there is none and one is needed. */
  missing?: ReactNode;
  onChange: (value: string) => void;
}) {
  const t = useTranslations("applications.address");
  const wrong = firstProblem(value, kind, isOrigin);
  const said = wrong
    ? isOne
      ? t(wrong.problem)
      : t("inLine", { line: wrong.line, problem: t(wrong.problem) })
    : value.trim() === "" && missing;
  const shared = {
    value,
    spellCheck: false,
    autoComplete: "off",
    autoCapitalize: "none",
    className: "font-mono text-sm",
  };
  return (
    <Field label={label} hint={hint} error={isTried && said}>
      {isOne ? (
        <Input {...shared} inputMode="url" onChange={(event) => onChange(event.target.value)} />
      ) : (
        <Textarea {...shared} rows={2} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}
