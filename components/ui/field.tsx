"use client";

import { createContext, type ReactNode, useContext, useId } from "react";
import { cn } from "./cn";

type FieldWiring = { id: string; "aria-describedby"?: string; "aria-invalid"?: true };

const FieldContext = createContext<FieldWiring | null>(null);

/** The id and aria attributes that a control inside a Field takes over; empty outside of one. */
export function useField(): Partial<FieldWiring> {
  return useContext(FieldContext) ?? {};
}

/** Label above, control, then the error (or else the hint) below, tied together for assistive technology. */
export function Field({
  label,
  hint,
  error,
  aside,
  hideLabel = false,
  className,
  children,
}: {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  /** Stands at the end of the label's line, for a link. */
  aside?: ReactNode;
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  const note = error || hint;
  const wiring: FieldWiring = {
    id,
    ...(note && { "aria-describedby": `${id}-note` }),
    ...(error && { "aria-invalid": true as const }),
  };
  return (
    <FieldContext value={wiring}>
      <div className={cn("flex min-w-0 flex-col gap-2", className)}>
        <div className={cn("flex items-baseline justify-between gap-4 text-sm", hideLabel && "sr-only")}>
          <label htmlFor={id} className="font-medium">
            {label}
          </label>
          {aside}
        </div>
        {children}
        {note && (
          <p
            id={`${id}-note`}
            role={error ? "alert" : undefined}
            className={cn("text-sm", error ? "text-danger" : "text-muted")}
          >
            {note}
          </p>
        )}
      </div>
    </FieldContext>
  );
}
