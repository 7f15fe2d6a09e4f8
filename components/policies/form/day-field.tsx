"use client";

import type { ReactNode } from "react";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";

const LAST_MOMENT = "T23:59:59.000Z";
const FIRST_MOMENT = "T00:00:00.000Z";

/** A day in UTC, from its first moment on or to its last; empty: none. */
export function DayField({
  label,
  hint,
  value,
  isEnd = false,
  error,
  onChange,
}: {
  label: ReactNode;
  hint: ReactNode;
  value: string | null;
  isEnd?: boolean;
  error?: ReactNode;
  onChange: (value: string | null) => void;
}) {
  return (
    <Field label={label} hint={hint} error={error}>
      <Input
        className="max-w-48"
        type="date"
        value={value?.slice(0, 10) ?? ""}
        onChange={(event) => {
          const day = event.target.value;
          onChange(day === "" ? null : `${day}${isEnd ? LAST_MOMENT : FIRST_MOMENT}`);
        }}
      />
    </Field>
  );
}
