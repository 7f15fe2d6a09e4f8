"use client";

import { useTranslations } from "next-intl";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { ActionResult } from "@/lib/http/action";
import type { ChallengeKind } from "@/lib/policy/core/types";
import { Dialog, DialogContent } from "../ui/dialog";
import { attempt } from "./attempt";
import { Challenge } from "./challenge/challenge";

type StepUp = {
  /** Asks for a fresh proof of one of the kinds; false: the user closed the dialog. */
  ask: (kinds: readonly string[]) => Promise<boolean>;
  isAsking: () => boolean;
  /** Whose page this is; null: nobody who is signed in for good. */
  owner: string | null;
};

const StepUpContext = createContext<StepUp | null>(null);

/** Tabs of one browser share the session, so a proof in one of them is a proof in all. */
const CHANNEL = "sallyport step-up";

/** The one dialog in which every guarded action of the pages beneath asks for a fresh proof. */
export function StepUpProvider({ owner = null, children }: { owner?: string | null; children: ReactNode }) {
  const t = useTranslations("factors.challenge");
  const [kinds, setKinds] = useState<readonly string[] | null>(null);
  const answer = useRef<(isProved: boolean) => void>(undefined);
  const channel = useRef<BroadcastChannel>(undefined);
  const settle = useCallback((isProved: boolean) => {
    setKinds(null);
    answer.current?.(isProved);
    answer.current = undefined;
  }, []);
  useEffect(() => {
    const opened = new BroadcastChannel(CHANNEL);
    opened.onmessage = () => settle(true);
    channel.current = opened;
    return () => opened.close();
  }, [settle]);
  const stepUp = useMemo<StepUp>(
    () => ({
      ask: (wanted) => {
        answer.current?.(false);
        setKinds(wanted);
        return new Promise((resolve) => {
          answer.current = resolve;
        });
      },
      isAsking: () => answer.current !== undefined,
      owner,
    }),
    [owner],
  );
  const proved = () => {
    channel.current?.postMessage("proved");
    settle(true);
  };
  return (
    <StepUpContext value={stepUp}>
      {children}
      <Dialog open={kinds !== null} onOpenChange={(isOpen) => !isOpen && settle(false)}>
        {kinds !== null && (
          <DialogContent title={t("title")} description={t("stepUp")}>
            <Challenge kinds={kinds as ChallengeKind[]} purpose="step_up" onDone={proved} />
          </DialogContent>
        )}
      </Dialog>
    </StepUpContext>
  );
}

export function useStepUp(): StepUp {
  const stepUp = useContext(StepUpContext);
  if (!stepUp) throw new Error("a guarded action needs a StepUpProvider above it");
  return stepUp;
}

/**
 * Runs an action; where it asks for a fresh proof, the dialog opens, and the action is called again after the proof, here
 * or in another tab. Closing the dialog gives back the refusal. A network that fails is `service_unavailable`.
 */
export function useGuarded() {
  const { ask } = useStepUp();
  return useCallback(
    async <T,>(action: () => Promise<ActionResult<T>>): Promise<ActionResult<T>> => {
      let result = await attempt(action);
      // Where a proof serves one action, another tab's may have been faster: then it is asked for once more
      while (!result.ok && result.code === "step_up_required") {
        if (!(await ask(result.challenge ?? []))) return result;
        result = await attempt(action);
      }
      return result;
    },
    [ask],
  );
}
