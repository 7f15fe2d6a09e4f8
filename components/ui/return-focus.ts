"use client";

import { useRef } from "react";

/** Marks the field an overlay opens on; without one the focus lands on the first control, which is the cross. */
export const FIRST_FOCUS = { "data-first-focus": "" };

/**
 * Where the focus was when an overlay opened, and back there when it closes: Radix itself knows only the overlay's own
 * trigger, and many are opened by something else.
 */
export function useReturnFocus() {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: (event: Event) => {
      before.current = document.activeElement;
      const overlay = event.target instanceof HTMLElement ? event.target : null;
      const first = overlay?.querySelector<HTMLElement>("[data-first-focus]");
      if (!first) return;
      event.preventDefault();
      first.focus();
    },
    onCloseAutoFocus: (event: Event) => {
      const element = before.current;
      if (!(element instanceof HTMLElement) || element === document.body || !element.isConnected) return;
      event.preventDefault();
      element.focus({ preventScroll: true });
    },
  };
}
