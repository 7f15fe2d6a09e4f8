"use client";

import { type ReactNode, useId } from "react";
import { useAwake } from "./awake";
import { cn } from "./cn";

export type RadioOption<Value extends string = string> = {
  value: Value;
  label: ReactNode;
  hint?: ReactNode;
  isDisabled?: boolean;
};

export function RadioGroup<Value extends string>({
  legend,
  name,
  options,
  value,
  defaultValue,
  onValueChange,
  hideLegend = false,
  className,
}: {
  legend: ReactNode;
  name: string;
  options: readonly RadioOption<Value>[];
  value?: Value;
  defaultValue?: Value;
  onValueChange?: (value: Value) => void;
  hideLegend?: boolean;
  className?: string;
}) {
  const id = useId();
  const isAwake = useAwake();
  return (
    <fieldset className={cn("flex min-w-0 flex-col gap-2", className)}>
      <legend className={cn("mb-2 text-sm font-medium", hideLegend && "sr-only")}>{legend}</legend>
      {options.map((option) => (
        <div key={option.value} className="flex items-start gap-3 max-sm:min-h-11">
          <span className="flex h-6 items-center">
            <input
              id={`${id}-${option.value}`}
              type="radio"
              name={name}
              value={option.value}
              disabled={option.isDisabled || !isAwake}
              data-waiting={(!option.isDisabled && !isAwake) || undefined}
              aria-describedby={option.hint ? `${id}-${option.value}-hint` : undefined}
              className="tick"
              {...(value === undefined
                ? { defaultChecked: option.value === defaultValue }
                : { checked: option.value === value })}
              onChange={() => onValueChange?.(option.value)}
            />
          </span>
          <div className="min-w-0">
            <label htmlFor={`${id}-${option.value}`} className="block">
              {option.label}
            </label>
            {option.hint && (
              <p id={`${id}-${option.value}-hint`} className="text-sm text-muted">
                {option.hint}
              </p>
            )}
          </div>
        </div>
      ))}
    </fieldset>
  );
}
