"use client";

import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import type { ActionResult } from "@/lib/http/action";
import type { ChallengeKind } from "@/lib/policy/core/types";
import { Dialog, DialogContent } from "../ui/dialog";
import { attempt } from "./attempt";
import { Challenge } from "./challenge/challenge";

/** Asks for a fresh proof of one of the kinds; false: the user closed the dialog. */
type Ask = (kinds: readonly string[]) => Promise<boolean>;

const StepUpContext = createContext<Ask | null>(null);

/** The one dialog in which every guarded action of the pages beneath asks for a fresh proof. */
export function StepUpProvider({ children }: { children: ReactNode }) {
  const t = useTranslations("factors.challenge");
  const [kinds, setKinds] = useState<readonly string[] | null>(null);
  const answer = useRef<(isProved: boolean) => void>(undefined);
  const settle = (isProved: boolean) => {
    setKinds(null);
    answer.current?.(isProved);
    answer.current = undefined;
  };
  const ask = useCallback<Ask>((wanted) => {
    answer.current?.(false);
    setKinds(wanted);
    return new Promise((resolve) => {
      answer.current = resolve;
    });
  }, []);
  return (
    <StepUpContext value={ask}>
      {children}
      <Dialog open={kinds !== null} onOpenChange={(isOpen) => !isOpen && settle(false)}>
        {kinds !== null && (
          <DialogContent title={t("title")} description={t("stepUp")}>
            <Challenge kinds={kinds as ChallengeKind[]} purpose="step_up" onDone={() => settle(true)} />
          </DialogContent>
        )}
      </Dialog>
    </StepUpContext>
  );
}

/**
 * Runs an action; where it asks for a fresh proof, the dialog opens, and the action is called again after the proof.
 * Closing the dialog gives back the refusal. A network that fails is `service_unavailable`.
 */
export function useGuarded() {
  const ask = useContext(StepUpContext);
  if (!ask) throw new Error("useGuarded needs a StepUpProvider above it");
  return useCallback(
    async <T,>(action: () => Promise<ActionResult<T>>): Promise<ActionResult<T>> => {
      const result = await attempt(action);
      if (result.ok || result.code !== "step_up_required") return result;
      return (await ask(result.challenge ?? [])) ? attempt(action) : result;
    },
    [ask],
  );
}
