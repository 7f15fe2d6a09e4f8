"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { beginChallenge, finishChallenge } from "@/lib/flows/actions";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import { Skeleton } from "../../ui/skeleton";
import { attempt, type Failure } from "../attempt";
import { FailureText } from "../failure-text";
import { type SentCode, SmsCodeForm, toSentCode } from "../sms/code-form";
import type { ChallengeProps } from "./use-challenge";

/** Has a code sent on arrival. Unlike other challenges it is begun once: beginning again would kill the code. */
export function SmsChallenge({ purpose, returnTo, onDone }: ChallengeProps) {
  const t = useTranslations("factors.sms");
  const tryAgain = useTranslations("common")("tryAgain");
  const [sent, setSent] = useState<SentCode | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, setIsPending] = useState(false);
  const hasStarted = useRef(false);

  const send = async (): Promise<boolean> => {
    setIsPending(true);
    const begun = await attempt(() => beginChallenge({ kind: "sms", purpose }));
    setIsPending(false);
    setFailure(begun.ok ? null : begun);
    if (begun.ok) setSent(toSentCode(begun.data));
    return begun.ok;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per arrival, not per render
  useEffect(() => {
    if (hasStarted.current) return;
    hasStarted.current = true;
    void send();
  }, []);

  const verify = async (flowId: string, code: string): Promise<boolean> => {
    setIsPending(true);
    const result = await attempt(() => finishChallenge({ flowId, purpose, answer: { code }, returnTo }));
    if (result.ok) {
      onDone(result.data.next);
      return true;
    }
    setFailure(result);
    setIsPending(false);
    return false;
  };

  if (sent) {
    return (
      <SmsCodeForm
        sent={sent}
        isPending={isPending}
        failure={failure}
        onVerify={(code) => verify(sent.flowId, code)}
        onResend={send}
        onFailure={setFailure}
      />
    );
  }
  if (failure) {
    return (
      <div className="flex flex-col gap-4">
        <Notice tone="danger">
          <FailureText failure={failure} />
        </Notice>
        <Button wide pending={isPending} onClick={() => void send()}>
          {tryAgain}
        </Button>
      </div>
    );
  }
  return (
    <div role="status" aria-label={t("sending")} className="flex flex-col gap-6">
      <Skeleton className="h-16" />
      <Skeleton className="h-11" />
    </div>
  );
}
