"use client";

import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";
import { useDates } from "@/lib/i18n/use-dates";
import { askForHelp, withdrawHelp } from "@/lib/recovery/actions";
import type { HelpOffer } from "@/lib/recovery/help";
import { attempt, type Failure } from "../factors/attempt";
import { FailureText } from "../factors/failure-text";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Textarea } from "../ui/input";
import { Notice } from "../ui/notice";
import { SubmitButton } from "../ui/submit-button";

/** The administrators by name, one's request to them, and how it stands. */
export function AskForHelp({ offer }: { offer: HelpOffer }) {
  const t = useTranslations("ways-back.help");
  const { list } = useFormatter();
  const dates = useDates();
  const router = useRouter();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, setIsPending] = useState(false);
  const { helpers, last } = offer;
  const act = async (action: () => ReturnType<typeof askForHelp>) => {
    setIsPending(true);
    const result = await attempt(action);
    setIsPending(false);
    setFailure(result.ok ? null : result);
    if (result.ok) router.refresh();
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const words = String(new FormData(event.currentTarget).get("words") ?? "");
    void act(() => askForHelp({ words }));
  };
  const problem = failure && (
    <Notice tone="danger">
      <FailureText failure={failure} instead={{ already_done: t("already"), rate_limited: t("enough") }} />
    </Notice>
  );
  if (last?.state === "open") {
    return (
      <div className="flex flex-col gap-4">
        <Notice tone="info">{t("sent", { date: dates.moment(last.at), names: list(helpers) })}</Notice>
        {last.words && <p className="text-sm text-muted [overflow-wrap:anywhere]">{last.words}</p>}
        {problem}
        <Button variant="secondary" wide pending={isPending} onClick={() => void act(() => withdrawHelp({}))}>
          {t("withdraw")}
        </Button>
      </div>
    );
  }
  return (
    <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-4">
      <p>{t("who", { names: list(helpers) })}</p>
      {(last?.state === "declined" || last?.state === "access_pass") && (
        <Notice tone={last.state === "declined" ? "warning" : "info"}>
          {t(last.state, { date: dates.moment(last.at) })}
        </Notice>
      )}
      <Field label={t("words")} hint={t("wordsHint")}>
        <Textarea name="words" maxLength={1_000} />
      </Field>
      {problem}
      <SubmitButton wide pending={isPending}>
        {t("ask")}
      </SubmitButton>
    </form>
  );
}
