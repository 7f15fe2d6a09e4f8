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
      <div className={cn("relative flex min-w-0 flex-col gap-2", className)}>
        <label htmlFor={id} className={cn("self-start text-sm font-medium", hideLabel && "sr-only")}>
          {label}
        </label>
        {children}
        {/* After the control: the Tab key goes from field to field first. */}
        {aside && <div className="absolute top-0 right-0 text-sm max-sm:-top-3">{aside}</div>}
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
