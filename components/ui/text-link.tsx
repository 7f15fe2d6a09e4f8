"use client";

import Link from "next/link";
import type { ComponentProps } from "react";
import { useWaiting } from "./awake";
import { cn } from "./cn";

const look =
  "rounded-sm text-accent underline decoration-1 underline-offset-4 hover:text-accent-strong hover:decoration-2";

const aloneLook = "inline-flex items-center max-sm:min-h-11";

/** `isAlone` makes it a full touch target on phones; within a sentence it stays in the line. */
export function TextLink({
  className,
  isAlone = false,
  ...rest
}: ComponentProps<typeof Link> & { isAlone?: boolean }) {
  return <Link {...rest} className={cn(look, isAlone && aloneLook, className)} />;
}

/** A button that reads as a link, for acts that stay on the page. */
export function TextButton({ className, disabled, type = "button", ...rest }: ComponentProps<"button">) {
  return (
    <button {...rest} {...useWaiting(disabled)} type={type} className={cn(look, aloneLook, className)} />
  );
}
