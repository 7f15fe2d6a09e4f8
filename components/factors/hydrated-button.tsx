"use client";

import { type ReactNode, useSyncExternalStore } from "react";
import type { ButtonProps } from "../ui/button";
import { cn } from "../ui/cn";
import { SubmitButton } from "../ui/submit-button";

const never = () => () => {};

/** False on the server and until the page's script has taken over: nothing pressed before would be heard. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

/** A submit button that never lets the browser send the form by itself, with what was typed in an address. */
export function HydratedSubmit({ className, ...rest }: Omit<ButtonProps, "type">) {
  return (
    <SubmitButton {...rest} disabled={!useHydrated()} className={cn("disabled:opacity-100", className)} />
  );
}

/** The same for buttons outside of forms. */
export function WhenHydrated({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <fieldset disabled={!useHydrated()} className={cn("min-w-0 [&_:disabled]:opacity-100", className)}>
      {children}
    </fieldset>
  );
}
