"use client";

import { useEffect, useRef, useState } from "react";
import { useStepUp } from "../factors/step-up";

/** As long as a person has to answer what is asked of them. */
const KEPT_MS = 600_000;

type Kept<T> = { owner: string; path: string; until: number; input: T };

const PREFIX = "step-up: ";
const keyOf = (name: string): string => PREFIX + name;

/** What is kept of this action: by this person, on this page, and only where it was loaded anew. */
function readKept<T>(name: string, owner: string): { input: T } | null {
  const text = sessionStorage.getItem(keyOf(name));
  if (text === null) return null;
  const [navigation] = performance.getEntriesByType("navigation");
  const isReload = (navigation as PerformanceNavigationTiming | undefined)?.type === "reload";
  const kept = JSON.parse(text) as Kept<T>;
  const isMine = kept.owner === owner && kept.path === window.location.pathname;
  return isReload && isMine && kept.until > Date.now() ? kept : null;
}

/**
 * Keeps the input of an action through a reload of the page while the step-up asks: it is given back, and the action goes
 * on. For whatever may lie in the browser's memory of this tab: never a password.
 */
export function useCarryOn<T>(
  name: string,
  action: { isPending: boolean; input: T; restore: (input: T) => void; run: () => void },
): void {
  const { owner, isAsking } = useStepUp();
  const { isPending } = action;
  const latest = useRef(action);
  const [isBack, setIsBack] = useState(false);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => {
    if (!isPending || owner === null) return;
    const keep = () => {
      if (!isAsking()) return;
      const { input } = latest.current;
      const kept: Kept<T> = { owner, path: window.location.pathname, until: Date.now() + KEPT_MS, input };
      sessionStorage.setItem(keyOf(name), JSON.stringify(kept));
    };
    window.addEventListener("pagehide", keep);
    return () => window.removeEventListener("pagehide", keep);
  }, [isPending, owner, isAsking, name]);
  useEffect(() => {
    const kept = owner === null ? null : readKept<T>(name, owner);
    sessionStorage.removeItem(keyOf(name));
    if (!kept) return;
    latest.current.restore(kept.input);
    setIsBack(true);
  }, [name, owner]);
  useEffect(() => {
    if (!isBack) return;
    setIsBack(false);
    latest.current.run();
  }, [isBack]);
}

/** Opens the dialog of an action that `useCarryOn` keeps, where there is one; `open` is told its name. */
export function useReopen(open: (name: string) => void): void {
  const { owner } = useStepUp();
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  useEffect(() => {
    if (owner === null) return;
    for (const key of Object.keys(sessionStorage))
      if (key.startsWith(PREFIX) && readKept(key.slice(PREFIX.length), owner))
        latest.current(key.slice(PREFIX.length));
  }, [owner]);
}
