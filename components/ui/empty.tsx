import type { ReactNode } from "react";
import { cn } from "./cn";

/** Says what will be here and offers the first step. */
export function Empty({
  title,
  description,
  action,
  className,
}: {
  title: ReactNode;
  description?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div
      className={cn(
        "flex flex-col items-start gap-1 rounded-md border border-dashed border-line p-6",
        className,
      )}
    >
      <p className="font-medium">{title}</p>
      {description !== undefined && <p className="max-w-[68ch] text-sm text-muted">{description}</p>}
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  );
}
