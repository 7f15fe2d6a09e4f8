"use client";

import { Button } from "../ui/button";
import { Plain } from "./plain";

export type CrashWords = Record<
  "crashTitle" | "crashWhat" | "crashSafe" | "crashDo" | "crashReference",
  string
>;

/**
 * What happened, what is safe, what to do. The digest is the id under which the server logged the error.
 * Trying again loads the page anew: Next's own reset renders the same failed answer of the server again.
 */
export function Crash({
  words,
  tryAgain,
  digest,
}: {
  words: CrashWords;
  tryAgain: string;
  digest: string | undefined;
}) {
  return (
    <Plain title={words.crashTitle} action={<Button onClick={() => location.reload()}>{tryAgain}</Button>}>
      <p role="alert">{words.crashWhat}</p>
      <p>{words.crashSafe}</p>
      <p>{words.crashDo}</p>
      {digest !== undefined && (
        <p className="text-sm">
          {words.crashReference} <code className="font-mono text-ink">{digest}</code>
        </p>
      )}
    </Plain>
  );
}
