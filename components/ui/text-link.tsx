import Link from "next/link";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const look =
  "rounded-sm text-accent underline decoration-1 underline-offset-4 hover:text-accent-strong hover:decoration-2";

export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link {...rest} className={cn(look, className)} />;
}

/** A button that reads as a link, for acts that stay on the page. */
export function TextButton({ className, type = "button", ...rest }: ComponentProps<"button">) {
  return <button {...rest} type={type} className={cn(look, "max-sm:min-h-11", className)} />;
}
