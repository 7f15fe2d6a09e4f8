import type { ReactNode } from "react";
import { cn } from "./cn";

export type Fact = { term: ReactNode; value: ReactNode; key: string };

/** Names and values in two columns, one line each. */
export function Facts({ items, className }: { items: readonly Fact[]; className?: string }) {
  return (
    <dl className={cn("text-sm", className)}>
      {items.map((item) => (
        <div key={item.key} className="flex gap-4 border-b border-line py-2 last:border-b-0">
          <dt className="w-28 shrink-0 sm:w-36 hyphens-auto text-muted [overflow-wrap:anywhere]">
            {item.term}
          </dt>
          <dd className="min-w-0 flex-1 tabular-nums [overflow-wrap:anywhere]">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
