"use client";

import { useRef } from "react";

/**
 * Where the focus was when an overlay opened, and back there when it closes: Radix itself knows only the overlay's own
 * trigger, and many are opened by something else.
 */
export function useReturnFocus() {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      before.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event) => {
      const element = before.current;
      if (!(element instanceof HTMLElement) || element === document.body || !element.isConnected) return;
      event.preventDefault();
      element.focus({ preventScroll: true });
    },
  };
}
