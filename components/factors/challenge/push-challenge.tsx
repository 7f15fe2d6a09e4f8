"use client";

import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { beginChallenge, finishChallenge } from "@/lib/flows/actions";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import { Skeleton } from "../../ui/skeleton";
import { attempt, type Failure } from "../attempt";
import { FailureText } from "../failure-text";
import { useSecondsLeft } from "../sms/use-seconds-left";
import type { ChallengeProps } from "./use-challenge";
import { usePushAnswer } from "./use-push-answer";

/** An answer of the last second is still heard. */
const LATE_MS = 5_000;

type Asked = { flowId: string; number: string; devices: string[]; seconds: number; at: number };

/** Asks the other devices on arrival, shows the number they have to name, and goes on by itself once one said yes. */
export function PushChallenge({ purpose, remember, returnTo, onDone }: ChallengeProps) {
  const t = useTranslations("factors.push");
  const [asked, setAsked] = useState<Asked | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, setIsPending] = useState(false);
  const hasStarted = useRef(false);
  const until = asked ? asked.at + asked.seconds * 1_000 + LATE_MS : 0;
  const answer = usePushAnswer(asked && !failure ? asked.flowId : null, until);

  const ask = async () => {
    setIsPending(true);
    const begun = await attempt(() => beginChallenge({ kind: "push", purpose, returnTo }));
    setIsPending(false);
    setFailure(begun.ok ? null : begun);
    if (!begun.ok) return setAsked(null);
    const { number, devices, expiresInSeconds } = begun.data.present;
    setAsked({
      flowId: begun.data.flowId,
      number: String(number),
      devices: devices as string[],
      seconds: Number(expiresInSeconds),
      at: Date.now(),
    });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per arrival, not per render
  useEffect(() => {
    if (hasStarted.current) return;
    hasStarted.current = true;
    void ask();
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once per answer; whether to remember is what is ticked then
  useEffect(() => {
    if (answer !== "approved" || !asked) return;
    const { flowId } = asked;
    void attempt(() => finishChallenge({ flowId, purpose, remember, answer: {}, returnTo })).then((result) =>
      result.ok ? onDone(result.data.next) : setFailure(result),
    );
  }, [answer]);

  const again = (words: ReactNode) => (
    <div className="flex flex-col gap-4">
      <Notice tone="danger">{words}</Notice>
      <Button wide pending={isPending} onClick={() => void ask()}>
        {t("again")}
      </Button>
    </div>
  );
  if (failure) return again(<FailureText failure={failure} />);
  if (answer === "not_me") return <Notice tone="danger">{t("not_me")}</Notice>;
  if (answer && answer !== "approved") return again(t(answer));
  if (asked) return <Question asked={asked} over={again(t("expired"))} />;
  return (
    <div role="status" aria-label={t("sending")} className="flex flex-col gap-6">
      <Skeleton className="h-16" />
      <Skeleton className="h-11" />
    </div>
  );
}

function Question({ asked, over }: { asked: Asked; over: ReactNode }) {
  const t = useTranslations("factors.push");
  const format = useFormatter();
  const seconds = useSecondsLeft(asked.seconds, asked.at);
  if (seconds === 0) return over;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-muted">
        {t("text", { devices: format.list([...new Set(asked.devices)], { type: "disjunction" }) })}
      </p>
      <div className="flex flex-col items-center gap-2 rounded-md border border-line bg-sunken py-6">
        <output aria-label={t("number")} className="text-[28px] font-semibold tracking-widest tabular-nums">
          {asked.number}
        </output>
      </div>
      <p aria-live="off" className="text-sm text-muted tabular-nums">
        {t("waiting", { seconds })}
      </p>
    </div>
  );
}
