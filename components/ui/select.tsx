"use client";

import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { useWaiting } from "./awake";
import { cn } from "./cn";
import { useField } from "./field";
import { controlLook } from "./input";

/** The platform's own select: the best one on a phone. */
export function Select({ className, children, disabled, ...rest }: ComponentProps<"select">) {
  const wiring = useField();
  const waiting = useWaiting(disabled);
  return (
    <span className={cn("relative block min-w-0", className)}>
      <select
        {...wiring}
        {...rest}
        {...waiting}
        className={cn(controlLook, "h-11 appearance-none truncate pr-9 sm:h-10")}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 right-3 my-auto size-4 text-muted"
      />
    </span>
  );
}
