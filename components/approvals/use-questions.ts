"use client";

import { useCallback, useEffect, useState } from "react";
import type { OpenQuestion } from "@/lib/flows/approvals/questions";
import { repeat } from "../factors/repeat";

async function fetchQuestions(seen: readonly OpenQuestion[], signal: AbortSignal): Promise<OpenQuestion[]> {
  const query = new URLSearchParams({ seen: seen.map(({ id }) => id).join() });
  const response = await fetch(`/api/push/questions?${query}`, { signal });
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return ((await response.json()) as { questions: OpenQuestion[] }).questions;
}

/** What this device is asked, live: one request at a time, held by the server until something changes. */
export function useQuestions(first: readonly OpenQuestion[]) {
  const [questions, setQuestions] = useState(first);
  const arrivals = useArrivals(questions);
  const [isOffline, setIsOffline] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    let seen = first;
    const ask = async () => {
      seen = await fetchQuestions(seen, signal);
      setQuestions(seen);
      setIsOffline(false);
      return false;
    };
    void repeat(ask, { signal, onFault: () => setIsOffline(true) });
    return () => leaving.abort();
  }, [first]);
  const drop = useCallback((id: string) => setQuestions((all) => all.filter((one) => one.id !== id)), []);
  return { questions, arrivals, isOffline, drop };
}

/** When each question was first seen here: its seconds count down from then. */
function useArrivals(questions: readonly OpenQuestion[]): ReadonlyMap<string, number> {
  const [arrivals] = useState(() => new Map<string, number>());
  for (const { id } of questions) if (!arrivals.has(id)) arrivals.set(id, Date.now());
  return arrivals;
}
