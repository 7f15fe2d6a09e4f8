"use client";

import type { ComponentProps, MouseEvent } from "react";
import { useWaiting } from "./awake";
import { type ButtonVariants, buttonVariants } from "./button-variants";
import { cn } from "./cn";
import { Spinner } from "./spinner";
import { Tooltip } from "./tooltip";

export type ButtonProps = ComponentProps<"button"> &
  ButtonVariants & {
    /** Keeps its width, shows a spinner and takes no second press. */
    pending?: boolean | undefined;
    /** Disables the button but leaves it reachable, and says this as its tooltip. */
    disabledReason?: string | undefined;
  };

function swallow(event: MouseEvent) {
  event.preventDefault();
  event.stopPropagation();
}

/** Takes no press before the page's script is there to hear it. */
export function Button({
  variant,
  size,
  wide,
  pending = false,
  disabledReason,
  className,
  children,
  onClick,
  disabled,
  type = "button",
  ...rest
}: ButtonProps) {
  const waiting = useWaiting(disabled);
  const isInert = pending || disabledReason !== undefined;
  const button = (
    <button
      {...rest}
      {...waiting}
      type={type}
      aria-disabled={isInert || undefined}
      aria-busy={pending || undefined}
      className={cn(buttonVariants({ variant, size, wide }), className)}
      onClick={isInert ? swallow : onClick}
    >
      <span className={cn("inline-flex items-center gap-2", pending && "opacity-0")}>{children}</span>
      {pending && <Spinner className="absolute" />}
    </button>
  );
  return disabledReason === undefined ? (
    button
  ) : (
    <Tooltip content={disabledReason} opensOnPress>
      {button}
    </Tooltip>
  );
}
