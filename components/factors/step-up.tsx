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
import { createKeeper, type Deed, type Keeper } from "./kept";

type StepUp = {
  /** Asks for a fresh proof of one of the kinds, for a deed that is kept through a reload; false: the user closed the dialog. */
  ask: (kinds: readonly string[], deed: Deed | null) => Promise<boolean>;
  keeper: Keeper;
};

const StepUpContext = createContext<StepUp | null>(null);

/** Tabs of one browser share the session, so a proof in one of them is a proof in all. */
const CHANNEL = "sallyport step-up";

/** The one dialog in which every guarded action of the pages beneath asks `owner` for a fresh proof; null: nobody who is signed in for good. */
export function StepUpProvider({ owner = null, children }: { owner?: string | null; children: ReactNode }) {
  const t = useTranslations("factors.challenge");
  const [kinds, setKinds] = useState<readonly string[] | null>(null);
  const asking = useRef<{ deed: Deed | null; answer: (isProved: boolean) => void }>(null);
  const channel = useRef<BroadcastChannel>(undefined);
  const settle = useCallback((isProved: boolean) => {
    setKinds(null);
    asking.current?.answer(isProved);
    asking.current = null;
  }, []);
  useEffect(() => {
    const opened = new BroadcastChannel(CHANNEL);
    opened.onmessage = () => settle(true);
    channel.current = opened;
    return () => opened.close();
  }, [settle]);
  const keeper = useMemo(() => createKeeper(owner), [owner]);
  useEffect(() => {
    const leave = () => keeper.leave(asking.current);
    window.addEventListener("pagehide", leave);
    window.addEventListener("pointerdown", keeper.dropDeed, true);
    window.addEventListener("keydown", keeper.dropDeed, true);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pointerdown", keeper.dropDeed, true);
      window.removeEventListener("keydown", keeper.dropDeed, true);
    };
  }, [keeper]);
  const stepUp = useMemo<StepUp>(
    () => ({
      ask: (wanted, deed) => {
        asking.current?.answer(false);
        setKinds(wanted);
        return new Promise((answer) => {
          asking.current = { deed, answer };
        });
      },
      keeper,
    }),
    [keeper],
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
 * or in another tab. Closing the dialog gives back the refusal. A network that fails is `service_unavailable`. Screens
 * call it through `useDeed`, which carries a `deed` on through a reload.
 */
export function useGuarded() {
  const { ask } = useStepUp();
  return useCallback(
    async <T,>(
      action: () => Promise<ActionResult<T>>,
      deed: Deed | null = null,
    ): Promise<ActionResult<T>> => {
      let result = await attempt(action);
      // Where a proof serves one action, another tab's may have been faster: then it is asked for once more
      while (!result.ok && result.code === "step_up_required") {
        if (!(await ask(result.challenge ?? [], deed))) return result;
        result = await attempt(action);
      }
      return result;
    },
    [ask],
  );
}
