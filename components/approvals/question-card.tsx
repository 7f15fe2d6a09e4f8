"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useId, useState } from "react";
import type { DeviceAnswer } from "@/lib/factors/core/device";
import { answerQuestion } from "@/lib/flows/approvals/actions";
import type { OpenQuestion } from "@/lib/flows/approvals/questions";
import { useDates } from "@/lib/i18n/use-dates";
import { attempt, type Failure } from "../factors/attempt";
import { FailureText } from "../factors/failure-text";
import { useSecondsLeft } from "../factors/sms/use-seconds-left";
import { useWhere } from "../settings/use-where";
import { Button } from "../ui/button";
import { Facts } from "../ui/facts";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Notice } from "../ui/notice";
import { SubmitButton } from "../ui/submit-button";
import { signDeed } from "./device-key";

export type Said = "approved" | "denied" | "wrong_number" | "not_me" | "gone" | "answeredBefore";

const OVER: Partial<Record<Failure["code"], Said>> = {
  flow_expired: "gone",
  not_found: "gone",
  flow_used: "answeredBefore",
};

/** One question: who asks from where, the number to name, and the three answers. There is one answer. */
export function QuestionCard({
  question,
  arrivedAt,
  onAnswered,
}: {
  question: OpenQuestion;
  arrivedAt: number;
  onAnswered: (said: Said) => void;
}) {
  const t = useTranslations("approve");
  const id = useId();
  const [number, setNumber] = useState("");
  const [isMissing, setIsMissing] = useState(false);
  const [pending, setPending] = useState<DeviceAnswer | null>(null);
  const [failure, setFailure] = useState<Failure | "keyLost" | null>(null);
  const seconds = useSecondsLeft(question.secondsLeft, arrivedAt);

  const answer = async (chosen: DeviceAnswer) => {
    const typed = chosen === "approve" ? number : "";
    setPending(chosen);
    setFailure(null);
    const signature = await signDeed(question.credentialId, question.id, chosen, typed);
    const result =
      signature &&
      (await attempt(() =>
        answerQuestion({ approvalId: question.id, answer: chosen, number: typed, signature }),
      ));
    setPending(null);
    if (!result) return setFailure("keyLost");
    if (result.ok) return onAnswered(result.data.answer);
    const over = OVER[result.code];
    if (over) return onAnswered(over);
    setFailure(result);
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsMissing(!/^\d{2}$/.test(number));
    if (/^\d{2}$/.test(number)) void answer("approve");
  };

  return (
    <section aria-labelledby={id} className="flex flex-col gap-4 rounded-md border border-edge bg-raised p-4">
      <div>
        <h2 id={id} className="text-lg font-semibold">
          {t("question")}
        </h2>
        <p aria-live="off" className="text-sm text-muted tabular-nums">
          {t("left", { seconds })}
        </p>
      </div>
      <QuestionFacts question={question} />
      {failure && (
        <Notice tone="danger">
          {failure === "keyLost" ? t("keyLost") : <FailureText failure={failure} />}
        </Notice>
      )}
      <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t("number")} hint={t("numberHint")} error={isMissing && t("numberMissing")}>
          <Input
            value={number}
            onChange={(event) => setNumber(event.target.value.replace(/\D/g, "").slice(0, 2))}
            inputMode="numeric"
            autoComplete="off"
            className="w-24 text-center text-lg tracking-widest tabular-nums"
          />
        </Field>
        <SubmitButton wide pending={pending === "approve"}>
          {t("approve")}
        </SubmitButton>
      </form>
      <div className="flex flex-col gap-2">
        <Button wide variant="secondary" pending={pending === "deny"} onClick={() => void answer("deny")}>
          {t("deny")}
        </Button>
        <Button wide variant="danger" pending={pending === "not_me"} onClick={() => void answer("not_me")}>
          {t("notMe")}
        </Button>
      </div>
    </section>
  );
}

function QuestionFacts({ question }: { question: OpenQuestion }) {
  const t = useTranslations("approve");
  const dates = useDates();
  const where = useWhere();
  const items = [
    { key: "what", term: t("what"), value: t(question.purpose === "step_up" ? "step_up" : "sign_in") },
    { key: "application", term: t("application"), value: question.application ?? t("applicationSallyport") },
    { key: "workspace", term: t("workspace"), value: question.workspaceName },
    { key: "account", term: t("account"), value: question.email },
    { key: "browser", term: t("browser"), value: where.device(question.asker) },
    { key: "place", term: t("place"), value: where.place(question) },
    { key: "when", term: t("when"), value: dates.moment(question.askedAt) },
  ];
  return <Facts items={items} />;
}
