"use client";

import { type Dispatch, type SetStateAction, useEffect, useRef, useState } from "react";
import type { Json } from "../factors/kept";
import { useStepUp } from "../factors/step-up";

/**
 * A state that comes back where the page is loaded anew while a step-up asks: which dialog is open, what is typed in it.
 * It lies in the browser's memory of the tab: never a password, a code or a secret. `name` is its own on the page.
 */
export function useKept<T extends Json>(
  name: string,
  initial: T | (() => T),
): [T, Dispatch<SetStateAction<T>>] {
  const { keeper } = useStepUp();
  const [first] = useState(initial);
  const [value, setValue] = useState(first);
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  useEffect(() => {
    const back = keeper.takeValue(name);
    if (back !== undefined) setValue(back as T);
    return keeper.keep(name, () => (isSame(latest.current, first) ? undefined : latest.current));
  }, [keeper, name, first]);
  return [value, setValue];
}

const isSame = (one: Json, other: Json): boolean => JSON.stringify(one) === JSON.stringify(other);
