"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, type SubmitEvent, useRef, useState } from "react";
import { Button } from "../../ui/button";
import { CodeField } from "../../ui/code-field";
import { SubmitButton } from "../../ui/submit-button";
import type { Failure } from "../attempt";
import { FailureText } from "../failure-text";
import { useSecondsLeft } from "./use-seconds-left";
import { useWebOtp } from "./use-web-otp";

/** A code that is on its way: to which number (masked), and from when on another can be asked for. */
export type SentCode = { flowId: string; to: string; resendInSeconds: number; at: number };

export const toSentCode = (begun: { flowId: string; present: Record<string, unknown> }): SentCode => ({
  flowId: begun.flowId,
  to: String(begun.present.to),
  resendInSeconds: Number(begun.present.resendInSeconds),
  at: Date.now(),
});

/** The six digits of a text message. `onVerify` answers whether they were right; what was wrong is `failure`. */
export function SmsCodeForm({
  sent,
  isPending,
  failure,
  onVerify,
  onResend,
  onFailure,
  children,
}: {
  sent: SentCode;
  isPending: boolean;
  failure: Failure | null;
  onVerify: (code: string) => Promise<boolean>;
  /** Answers whether another code was sent. */
  onResend: () => Promise<boolean>;
  onFailure: (failure: Failure) => void;
  children?: ReactNode;
}) {
  const t = useTranslations("factors");
  const [code, setCode] = useState("");
  const [isResent, setIsResent] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const seconds = useSecondsLeft(sent.resendInSeconds, sent.at);
  const verify = async (typed: string) => {
    if (isPending) return;
    if (typed.length < 6) return onFailure({ code: "invalid_input" });
    setIsResent(false);
    if (await onVerify(typed)) return;
    setCode("");
    form.current?.querySelector("input")?.focus();
  };
  useWebOtp((received) => {
    setCode(received);
    void verify(received);
  }, sent.flowId);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void verify(code);
  };
  const resend = async () => {
    setIsResent(false);
    if (!(await onResend())) return;
    setCode("");
    setIsResent(true);
    form.current?.querySelector("input")?.focus();
  };
  const instead = {
    invalid_input: t("codeIncomplete"),
    wrong_code: t("sms.wrong"),
    flow_expired: t("sms.expired"),
  };
  return (
    <form ref={form} noValidate method="post" onSubmit={submit} className="flex flex-col gap-6">
      <CodeField
        label={t("code")}
        hint={t("sms.sentTo", { to: sent.to })}
        value={code}
        onValueChange={setCode}
        error={failure && <FailureText failure={failure} instead={instead} />}
      />
      <SubmitButton wide pending={isPending}>
        {t("verify")}
      </SubmitButton>
      <div className="flex flex-col gap-2">
        <Button
          variant="secondary"
          wide
          disabledReason={seconds > 0 ? t("sms.resendWait") : undefined}
          onClick={() => void resend()}
        >
          {t("sms.resend")}
        </Button>
        {seconds > 0 && (
          <p aria-live="off" className="text-center text-sm text-muted tabular-nums">
            {t("sms.resendIn", { seconds })}
          </p>
        )}
        <p role="status" className="text-center text-sm text-muted empty:hidden">
          {isResent && t("sms.resent")}
        </p>
      </div>
      {children}
    </form>
  );
}
