"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";

const ROW_HEIGHT = 56;
const HEADER_HEIGHT = 40;
/** Drawn beyond what is in view, so that scrolling shows no gaps. */
const OVERSCAN = 12;
/** With so many loaded rows left below, the next page is fetched. */
const NEAR_END = 20;
/** What a server draws, which knows no window. */
const UNKNOWN_WINDOW = { width: 1_280, height: 1_000 };

/** Which rows of a long table are drawn: those in the window, with the room that those above and below take. */
export function useRows(count: number, onNearEnd: () => void) {
  const table = useRef<HTMLTableElement>(null);
  const [top, setTop] = useState(0);
  // What stands above the table grows and shrinks: filters open, lines wrap
  useLayoutEffect(() => {
    const measure = () => {
      if (table.current) setTop(table.current.getBoundingClientRect().top + window.scrollY + HEADER_HEIGHT);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    measure();
    return () => observer.disconnect();
  }, []);
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollMargin: top,
    initialRect: UNKNOWN_WINDOW,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const isNearEnd = count > 0 && last >= count - NEAR_END;
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, onNearEnd]);
  return {
    table,
    rows: items.map(({ index }) => index),
    above: (items[0]?.start ?? top) - top,
    below: virtualizer.getTotalSize() - ((items.at(-1)?.end ?? top) - top),
    measure: virtualizer.measureElement,
  };
}
