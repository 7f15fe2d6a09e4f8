"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/** False on the server and until the page's script has taken over: nothing pressed before would be heard. */
export const useAwake = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

/**
 * Keeps a control from being pressed before anybody hears it, and from sending its form by itself, with what was typed in an
 * address. It looks as it will: only `disabled` itself is shown.
 */
export function useWaiting(disabled: boolean | undefined) {
  const isAwake = useAwake();
  return { disabled: disabled || !isAwake, "data-waiting": (!disabled && !isAwake) || undefined };
}
