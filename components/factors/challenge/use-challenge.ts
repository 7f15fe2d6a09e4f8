"use client";

import { useState } from "react";
import { beginChallenge, finishChallenge } from "@/lib/flows/actions";
import type { ChallengeKind } from "@/lib/policy/core/types";
import { attempt, type Failure } from "../attempt";
import type { CeremonyFault } from "../passkey-ceremony";

/** What every `<Challenge/>` of a factor gets. `onDone` is told where the session goes on. */
export type ChallengeProps = {
  purpose: "sign_in" | "step_up";
  /** `Remember this browser` is ticked. */
  remember?: boolean;
  returnTo?: string;
  onDone: (next: string) => void;
};

type Answer = { ok: true; answer: unknown } | { ok: false; fault: CeremonyFault };

/**
 * One challenge of a kind. Each try begins a flow of its own, so that none has expired when it is answered. Stays
 * pending after the right answer: the page is about to be left.
 */
export function useChallenge(
  kind: Exclude<ChallengeKind, "password">,
  { purpose, remember, returnTo, onDone }: ChallengeProps,
) {
  const [isPending, setIsPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [fault, setFault] = useState<CeremonyFault | null>(null);

  /** `ask` makes the answer out of what the server presents. Resolves to whether it was the right one. */
  const prove = async (ask: (present: Record<string, unknown>) => Promise<Answer>): Promise<boolean> => {
    setIsPending(true);
    setFault(null);
    const begun = await attempt(() => beginChallenge({ kind, purpose }));
    const answer = begun.ok ? await ask(begun.data.present) : null;
    if (answer?.ok === false) setFault(answer.fault);
    const result =
      begun.ok && answer?.ok
        ? await attempt(() =>
            finishChallenge({
              flowId: begun.data.flowId,
              purpose,
              answer: answer.answer,
              remember,
              returnTo,
            }),
          )
        : begun;
    if (result.ok && "next" in result.data) {
      onDone(result.data.next);
      return true;
    }
    setFailure(result.ok ? null : result);
    setIsPending(false);
    return false;
  };

  return { prove, isPending, failure, fault, refuse: setFailure };
}
