"use client";

import { useState } from "react";
import type { ActionFailure, ActionResult } from "@/lib/http/action";
import { useGuarded } from "../factors/step-up";

/** One guarded act of a screen: whether it is under way, and why it failed. Closing the step-up is no failure. */
export function useDeed() {
  const guarded = useGuarded();
  const [isPending, setIsPending] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const start = async <T>(action: () => Promise<ActionResult<T>>, onDone: (data: T) => void) => {
    if (isPending) return;
    setIsPending(true);
    setFailure(null);
    const result = await guarded(action);
    setIsPending(false);
    if (result.ok) onDone(result.data);
    else setFailure(result.code === "step_up_required" ? null : result);
  };
  return { start, isPending, failure, forget: () => setFailure(null) };
}
