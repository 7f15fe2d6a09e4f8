"use client";

import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn";
import { useField } from "./field";
import { controlLook } from "./input";

/** The platform's own select: the best one on a phone, and the only one that needs no script. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  const wiring = useField();
  return (
    <span className={cn("relative block min-w-0", className)}>
      <select {...wiring} {...rest} className={cn(controlLook, "h-11 appearance-none truncate pr-9 sm:h-10")}>
        {children}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 right-3 my-auto size-4 text-muted"
      />
    </span>
  );
}
