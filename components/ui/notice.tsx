import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

const tones = {
  info: { icon: Info, look: "bg-accent-soft", mark: "text-accent" },
  success: { icon: CircleCheck, look: "bg-good-soft", mark: "text-good" },
  warning: { icon: TriangleAlert, look: "bg-caution-soft", mark: "text-caution" },
  danger: { icon: CircleAlert, look: "bg-danger-soft", mark: "text-danger" },
};

/** One line that says what happened or holds. Warnings and dangers are announced at once, the rest politely. */
export function Notice({
  tone = "info",
  action,
  className,
  children,
}: {
  tone?: keyof typeof tones;
  action?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const { icon: Icon, look, mark } = tones[tone];
  const isUrgent = tone === "warning" || tone === "danger";
  return (
    <div
      role={isUrgent ? "alert" : "status"}
      className={cn(
        "flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md px-4 py-3 text-sm",
        look,
        className,
      )}
    >
      <div className="flex min-w-0 flex-1 basis-60 gap-3">
        <Icon aria-hidden="true" className={cn("mt-0.5 size-4 shrink-0", mark)} />
        <div className="min-w-0 [overflow-wrap:anywhere]">{children}</div>
      </div>
      {action}
    </div>
  );
}
