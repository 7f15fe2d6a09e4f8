"use client";

import { ChevronRight } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import { useWaiting } from "./awake";
import { cn } from "./cn";
import { Spinner } from "./spinner";

/** One of a few ways to go on: a full-width button named by its title alone, described by the line below. */
export function Choice({
  icon,
  title,
  description,
  badge,
  pending = false,
  className,
  type = "button",
  onClick,
  disabled,
  ...rest
}: Omit<ComponentProps<"button">, "title" | "children"> & {
  icon: ReactNode;
  title: ReactNode;
  description?: ReactNode;
  badge?: ReactNode;
  pending?: boolean;
}) {
  const id = useId();
  const waiting = useWaiting(disabled);
  return (
    <button
      {...rest}
      {...waiting}
      type={type}
      aria-labelledby={`${id}-title`}
      aria-describedby={description === undefined ? undefined : `${id}-description`}
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      className={cn(
        "group flex min-h-16 w-full items-center gap-4 rounded-md border border-edge bg-raised px-4 py-3 text-left transition-colors duration-100 hover:border-accent hover:bg-sunken [&:disabled:not([data-waiting])]:opacity-55",
        className,
      )}
    >
      <span aria-hidden="true" className="text-accent [&_svg]:size-5">
        {icon}
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2">
          <span id={`${id}-title`} className="font-medium">
            {title}
          </span>
          {badge}
        </span>
        {description !== undefined && (
          <span id={`${id}-description`} className="block text-sm text-muted">
            {description}
          </span>
        )}
      </span>
      {pending ? <Spinner /> : <ChevronRight aria-hidden="true" className="size-4 text-muted" />}
    </button>
  );
}
