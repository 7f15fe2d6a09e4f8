"use client";

import { useEffect, useState } from "react";

/** Counts down to 0 from a moment that `start` names: a new one starts anew. */
export function useSecondsLeft(seconds: number, start: number): number {
  const end = start + seconds * 1_000;
  const leftNow = () => Math.max(0, Math.ceil((end - Date.now()) / 1_000));
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      setTick((count) => count + 1);
      if (Date.now() >= end) clearInterval(timer);
    }, 500);
    return () => clearInterval(timer);
  }, [end]);
  return leftNow();
}
