"use client";

import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";
import { useField } from "./field";

export const controlLook =
  "w-full min-w-0 rounded-md border border-edge bg-raised px-3 text-base text-ink placeholder:text-muted [&:disabled:not([data-waiting])]:border-line [&:disabled:not([data-waiting])]:bg-sunken [&:disabled:not([data-waiting])]:text-muted aria-invalid:border-danger focus-visible:-outline-offset-1";

export function Input({
  className,
  icon,
  ...rest
}: ComponentProps<"input"> & { /** Drawn inside, at the start. */ icon?: ReactNode }) {
  const wiring = useField();
  const input = (
    <input
      {...wiring}
      {...rest}
      className={cn(controlLook, "h-11 read-only:bg-sunken sm:h-10", icon !== undefined && "pl-9", className)}
    />
  );
  if (icon === undefined) return input;
  return (
    <span className="relative block">
      <span
        aria-hidden="true"
        className="absolute inset-y-0 left-3 flex items-center text-muted [&_svg]:size-4"
      >
        {icon}
      </span>
      {input}
    </span>
  );
}

export function Textarea({ className, rows = 3, ...rest }: ComponentProps<"textarea">) {
  const wiring = useField();
  return <textarea {...wiring} {...rest} rows={rows} className={cn(controlLook, "py-2", className)} />;
}
