"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import type { ImportRow } from "@/lib/admin/policies/import";

const ROW_PIXELS = 32;

/** What becomes of each row of the file; of ten thousand only those in sight are drawn. */
export function ImportRows({ rows }: { rows: readonly ImportRow[] }) {
  const t = useTranslations("policies.file");
  const scroller = useRef<HTMLDivElement>(null);
  const ordered = [...rows].sort((a, b) => Number(b.result === "unknown") - Number(a.result === "unknown"));
  const virtual = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PIXELS,
    overscan: 10,
  });
  return (
    <section
      ref={scroller}
      aria-label={t("rows")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
      tabIndex={0}
      className="max-h-56 overflow-y-auto rounded-md border border-line"
    >
      <ul className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = ordered[index];
          if (!row) return null;
          return (
            <li
              key={row.line}
              ref={virtual.measureElement}
              data-index={index}
              className="absolute inset-x-0 flex min-h-8 items-center gap-3 px-3 py-1 text-sm"
              style={{ top: start }}
            >
              <span className="w-8 shrink-0 text-right text-muted tabular-nums">{row.line}</span>
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{row.user || "–"}</span>
              <span className={row.result === "unknown" ? "text-danger" : "text-muted"}>
                {t(`result.${row.result}`)}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
