"use client";

import { useEffect, useRef, useState } from "react";
import type { ActionFailure, ActionResult } from "@/lib/http/action";
import type { Json } from "../factors/kept";
import { useGuarded, useStepUp } from "../factors/step-up";

/** For a deed that takes a password: it is never kept, and after a reload it waits to be pressed again. */
export const UNKEPT = null;

/**
 * One guarded act of a screen: whether it is under way, and why it failed. Closing the step-up is no failure. Where the
 * page is loaded anew while the step-up asks, the same act goes on with the same input as soon as a component with a deed
 * of this name is there again; `name` says whom it is about where there are several.
 */
export function useDeed<I extends Json[], T>(
  name: string | typeof UNKEPT,
  act: (...input: I) => Promise<ActionResult<T>>,
  onDone: (data: T, ...input: I) => void,
) {
  const { keeper } = useStepUp();
  const guarded = useGuarded();
  const [isPending, setIsPending] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const run = async (...input: I) => {
    if (isPending) return;
    setIsPending(true);
    setFailure(null);
    const result = await guarded(() => act(...input), name === UNKEPT ? null : { name, input });
    setIsPending(false);
    if (result.ok) latest.current.onDone(result.data, ...input);
    else setFailure(result.code === "step_up_required" ? null : result);
  };
  const start = (...input: I): void => void run(...input);
  const latest = useRef({ onDone, start });
  useEffect(() => {
    latest.current = { onDone, start };
  });
  useEffect(() => {
    const input = name === UNKEPT ? null : keeper.takeDeed(name);
    if (input) latest.current.start(...(input as I));
  }, [keeper, name]);
  return { start, isPending, failure, forget: () => setFailure(null) };
}
