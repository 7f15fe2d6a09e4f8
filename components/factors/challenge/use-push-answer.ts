"use client";

import { useEffect, useState } from "react";
import { repeat } from "../repeat";

export type PushAnswer = "approved" | "denied" | "wrong_number" | "not_me" | "expired";

/** One request, held by the server until there is an answer; null: none yet. An ended session was ended by the device. */
async function fetchAnswer(flowId: string, signal: AbortSignal): Promise<PushAnswer | null> {
  const response = await fetch(`/api/push/answer?${new URLSearchParams({ flow: flowId })}`, { signal });
  if (response.status === 401) return "not_me";
  if (response.status === 410) return "expired";
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return ((await response.json()) as { answer: PushAnswer | null }).answer;
}

/** What another device answered to the question of a flow, asked for until a moment; null while there is no answer. */
export function usePushAnswer(flowId: string | null, until: number): PushAnswer | null {
  const [heard, setHeard] = useState<{ flowId: string; answer: PushAnswer } | null>(null);
  useEffect(() => {
    if (flowId === null) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const ask = async () => {
      if (Date.now() >= until) return true;
      const answer = await fetchAnswer(flowId, signal);
      if (answer) setHeard({ flowId, answer });
      return answer !== null;
    };
    void repeat(ask, { signal });
    return () => leaving.abort();
  }, [flowId, until]);
  return heard && heard.flowId === flowId ? heard.answer : null;
}
