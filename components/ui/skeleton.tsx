import { cn } from "./cn";

/** Keeps the place of what is loading; give it the same height. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={cn("h-4 rounded-sm bg-sunken", className)} />;
}
