"use client";

import { useEffect, useRef, useState } from "react";

/**
 * A question before what was changed and not saved is left: by a control of the page (`leave`), by the browser's Back, and
 * in the browser's own words by closing or loading anew. `agree` goes without asking again.
 */
export function useLeaveQuestion(isDirty: boolean) {
  const [isAsking, setIsAsking] = useState(false);
  const hasAgreed = useRef(false);
  useEffect(() => {
    if (!isDirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    const askBeforeBack = (event: NavigateEvent) => {
      if (event.navigationType !== "traverse" || !event.cancelable || hasAgreed.current) return;
      event.preventDefault();
      setIsAsking(true);
    };
    // Where a browser has no such interface, Back leaves at once.
    const { navigation } = window as Partial<Window>;
    window.addEventListener("beforeunload", warn);
    navigation?.addEventListener("navigate", askBeforeBack);
    return () => {
      window.removeEventListener("beforeunload", warn);
      navigation?.removeEventListener("navigate", askBeforeBack);
    };
  }, [isDirty]);
  return {
    isAsking,
    setIsAsking,
    leave: (go: () => void) => (isDirty ? setIsAsking(true) : go()),
    agree: (go: () => void) => {
      hasAgreed.current = true;
      setIsAsking(false);
      go();
    },
  };
}
