"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";

/** A whole number within bounds; where `isOptional` an empty field means none. */
export function NumberField({
  label,
  hint,
  value,
  bounds: [least, most],
  isOptional = false,
  error,
  onChange,
}: {
  label: ReactNode;
  hint: ReactNode;
  value: number | null;
  bounds: readonly [number, number];
  isOptional?: boolean;
  error?: string | false | undefined;
  onChange: (value: number | null) => void;
}) {
  const t = useTranslations("policies");
  const isGood = value === null ? isOptional : isWithin(value, [least, most]);
  return (
    <Field label={label} hint={hint} error={isGood ? error : t("outOfBounds", { least, most })}>
      <Input
        className="max-w-32"
        type="number"
        inputMode="numeric"
        min={least}
        max={most}
        value={value === null || Number.isNaN(value) ? "" : value}
        onChange={(event) => {
          const { value: text, valueAsNumber } = event.target;
          onChange(text === "" && isOptional ? null : valueAsNumber);
        }}
      />
    </Field>
  );
}

export const isWithin = (value: number, [least, most]: readonly [number, number]): boolean =>
  Number.isInteger(value) && value >= least && value <= most;
