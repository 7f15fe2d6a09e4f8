"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { cn } from "../../ui/cn";

export type HeadingLevel = "h1" | "h2";

/** The top of one step. Takes the focus where a step replaced another, so that a screen reader goes along. */
export function StepHeading({
  level: Heading,
  step,
  title,
  takesFocus = false,
  children,
}: {
  level: HeadingLevel;
  step?: ReactNode;
  title: ReactNode;
  takesFocus?: boolean;
  children?: ReactNode;
}) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) ref.current?.focus();
  }, [takesFocus]);
  return (
    <div className="mb-6">
      {step !== undefined && <p className="mb-2 text-xs text-muted tabular-nums">{step}</p>}
      <Heading
        ref={ref}
        tabIndex={-1}
        className={cn("font-semibold outline-none", Heading === "h1" ? "text-xl" : "text-lg")}
      >
        {title}
      </Heading>
      {children !== undefined && <div className="mt-2 text-muted">{children}</div>}
    </div>
  );
}
