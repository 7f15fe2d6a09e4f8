import type { ComponentProps } from "react";
import { cn } from "./cn";

/**
 * Rows of 44 px under a header that stays; below 768 px the table scrolls sideways instead of the page. `isRead`: it holds
 * nothing that takes the focus, so it takes it itself to be scrolled by keyboard.
 */
export function Table({ className, isRead, ...rest }: ComponentProps<"table"> & { isRead?: boolean }) {
  return (
    <div className="w-full max-md:overflow-x-auto" tabIndex={isRead ? 0 : undefined}>
      <table {...rest} className={cn("w-full border-collapse text-left text-sm", className)} />
    </div>
  );
}

export function TableHeader({ className, ...rest }: ComponentProps<"thead">) {
  return <thead {...rest} className={cn("sticky top-0 z-10 bg-ground", className)} />;
}

export function TableBody(props: ComponentProps<"tbody">) {
  return <tbody {...props} />;
}

export function TableRow({
  className,
  isSelected,
  ...rest
}: ComponentProps<"tr"> & { isSelected?: boolean }) {
  return (
    <tr
      {...rest}
      data-selected={isSelected || undefined}
      className={cn(
        "h-11 border-b border-line [tbody>&]:hover:bg-sunken [tbody>&]:data-selected:bg-accent-soft",
        className,
      )}
    />
  );
}

export function TableHead({ className, isNumber, ...rest }: ComponentProps<"th"> & { isNumber?: boolean }) {
  return (
    <th
      scope="col"
      {...rest}
      className={cn(
        "h-10 px-3 text-xs font-medium whitespace-nowrap text-muted shadow-[inset_0_-1px_0_var(--line)]",
        isNumber && "text-right tabular-nums",
        className,
      )}
    />
  );
}

export function TableCell({ className, isNumber, ...rest }: ComponentProps<"td"> & { isNumber?: boolean }) {
  return (
    <td
      {...rest}
      className={cn("max-w-36 truncate px-3 sm:max-w-64", isNumber && "text-right tabular-nums", className)}
    />
  );
}
