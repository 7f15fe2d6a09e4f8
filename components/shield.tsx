"use client";

import { useTranslations } from "next-intl";
import { useDates } from "@/lib/i18n/use-dates";
import { Tooltip } from "./ui/tooltip";

export type ShieldStatus = "active" | "pending" | "chosen" | "exempt" | "inactive";

const OUTLINE = "M10 1.6 16.8 4v5.2c0 4.4-2.8 7.6-6.8 9.2-4-1.6-6.8-4.8-6.8-9.2V4Z";
const TICK = "m6.8 9.9 2.3 2.3 4.2-4.6";
const BANG = "M10 5.8v4.6m0 2.7v.2";
const DASH = "M7 9.8h6";

const drawings: Record<ShieldStatus, { colour: string; isFilled: boolean; mark: string | null }> = {
  active: { colour: "text-good", isFilled: true, mark: TICK },
  pending: { colour: "text-caution-fill", isFilled: true, mark: BANG },
  chosen: { colour: "text-good", isFilled: false, mark: TICK },
  exempt: { colour: "text-muted", isFilled: false, mark: DASH },
  inactive: { colour: "text-danger", isFilled: false, mark: null },
};

/** The sentence of a shield: its hover text and its accessible name. */
export function useShieldSentence(): (shield: Pick<ShieldProps, "status" | "until" | "reason">) => string {
  const t = useTranslations("common.shield");
  const dates = useDates();
  return ({ status, until, reason }) => {
    const date = until ? dates.day(until) : null;
    if (status === "exempt") return t("exempt", { date: date ?? "–", reason: reason ?? "–" });
    if (date && status === "pending") return t("pendingUntil", { date });
    if (date && status === "chosen") return t("chosenExempt", { date });
    return t(status);
  };
}

export type ShieldProps = {
  status: ShieldStatus;
  /** End of the grace (pending) or of the exemption (chosen, exempt). */
  until?: Date | string | null | undefined;
  /** Why exempt. */
  reason?: string | null | undefined;
  size?: 16 | 20;
};

export function Shield({ status, until, reason, size = 16 }: ShieldProps) {
  const sentence = useShieldSentence()({ status, until, reason });
  return (
    <Tooltip content={sentence} opensOnPress>
      <span
        role="img"
        aria-label={sentence}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its sentence must be reachable by keyboard
        tabIndex={0}
        className="inline-flex rounded-sm p-1 align-middle"
      >
        <ShieldDrawing status={status} size={size} />
      </span>
    </Tooltip>
  );
}

/** The drawing alone, for places where the words stand beside it. */
export function ShieldDrawing({ status, size = 16 }: { status: ShieldStatus; size?: 16 | 20 }) {
  const { colour, isFilled, mark } = drawings[status];
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      className={`shrink-0 ${colour}`}
    >
      <path
        d={OUTLINE}
        fill={isFilled ? "currentColor" : "none"}
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinejoin="round"
      />
      {mark && (
        <path
          d={mark}
          stroke={isFilled ? "var(--on-fill)" : "currentColor"}
          strokeWidth="2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )}
    </svg>
  );
}
