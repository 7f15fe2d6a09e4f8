"use client";

import { type ComponentProps, type ReactNode, useEffect, useId, useRef } from "react";
import { useWaiting } from "./awake";
import { cn } from "./cn";
import { Tooltip } from "./tooltip";

type CheckboxProps = Omit<ComponentProps<"input">, "type" | "children"> & {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  hideLabel?: boolean;
  isIndeterminate?: boolean;
  /** Disables the box but leaves it reachable, and says this as its tooltip. */
  disabledReason?: string | undefined;
  /** Draws a switch, for what takes effect at once. */
  asSwitch?: boolean;
};

export function Checkbox({
  label,
  hint,
  error,
  hideLabel = false,
  isIndeterminate = false,
  disabledReason,
  asSwitch = false,
  className,
  disabled,
  ...rest
}: CheckboxProps) {
  const waiting = useWaiting(disabled);
  const ownId = useId();
  const id = rest.id ?? ownId;
  const ref = useRef<HTMLInputElement>(null);
  const isInert = disabledReason !== undefined;
  const note = error || hint;
  const describedBy = [note && `${id}-note`, isInert && `${id}-why`].filter(Boolean).join(" ");
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = isIndeterminate;
  }, [isIndeterminate]);
  const box = (
    <input
      {...rest}
      {...waiting}
      ref={ref}
      id={id}
      type="checkbox"
      role={asSwitch ? "switch" : undefined}
      aria-describedby={describedBy || undefined}
      aria-invalid={error ? true : undefined}
      aria-disabled={isInert || undefined}
      className={asSwitch ? "switch" : "tick"}
      onClick={isInert ? (event) => event.preventDefault() : rest.onClick}
      // React tells of a change although the click was prevented.
      onChange={isInert ? () => undefined : rest.onChange}
    />
  );
  return (
    <div className={cn("flex items-start gap-3", !hideLabel && "max-sm:min-h-11", className)}>
      <span className="flex h-6 items-center">
        {isInert ? (
          <Tooltip content={disabledReason} opensOnPress>
            {box}
          </Tooltip>
        ) : (
          box
        )}
      </span>
      {isInert && (
        <span id={`${id}-why`} hidden>
          {disabledReason}
        </span>
      )}
      <div className={cn("min-w-0", hideLabel && "sr-only")}>
        <label htmlFor={id} className="block">
          {label}
        </label>
        {note && (
          <p id={`${id}-note`} className={cn("text-sm", error ? "text-danger" : "text-muted")}>
            {note}
          </p>
        )}
      </div>
    </div>
  );
}
