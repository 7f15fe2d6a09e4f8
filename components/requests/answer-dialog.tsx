"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useId, useState } from "react";
import type { ActionResult } from "@/lib/http/action";
import { useDates } from "@/lib/i18n/use-dates";
import type { ResetState } from "@/lib/recovery/reset";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { useKept } from "../settings/use-kept";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { Dialog, DialogClose, DialogContent } from "../ui/dialog";
import { Field } from "../ui/field";
import { Textarea } from "../ui/input";
import { Notice } from "../ui/notice";
import { Select } from "../ui/select";

export type AnswerKind = "access_pass" | "reset" | "declined";
export type Answered = { code?: string | null; reset?: ResetState | null };

/** Minutes an access pass may work, the usual one first. */
const MINUTES = [60, 10, 30, 120, 240, 480] as const;
const SHORTEST_REASON = 3;

/** One deed on somebody's account: what happens, why, and then its outcome, a pass's code this once. */
export function AnswerDialog({
  kind,
  of,
  name,
  run,
  onClose,
  onDone,
}: {
  kind: AnswerKind;
  /** Id of the user or the request. */
  of: string;
  name: string;
  run: (input: { reason: string; minutes: number }) => Promise<ActionResult<Answered>>;
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useTranslations("requests.deed");
  const common = useTranslations("common");
  const dates = useDates();
  const formId = useId();
  const key = `${kind} ${of}`;
  const [typed, setTyped] = useKept<{ reason: string; minutes: number }>(key, {
    reason: "",
    minutes: MINUTES[0],
  });
  const [isShort, setIsShort] = useState(false);
  const [answered, setAnswered] = useState<Answered | null>(null);
  const deed = useDeed(key, run, (result) => {
    setAnswered(result);
    onDone();
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = typed.reason.trim();
    setIsShort(reason.length < SHORTEST_REASON);
    if (reason.length >= SHORTEST_REASON) deed.start({ ...typed, reason });
  };
  const close = (
    <DialogClose asChild>
      <Button variant={answered ? "primary" : "secondary"}>{answered ? t("close") : common("cancel")}</Button>
    </DialogClose>
  );
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={t(`${kind}.title`, { name })}
        description={answered ? undefined : t(`${kind}.text`, { name })}
        footer={
          answered ? (
            close
          ) : (
            <>
              {close}
              <Button
                type="submit"
                form={formId}
                variant={kind === "reset" ? "danger" : "primary"}
                pending={deed.isPending}
              >
                {t(`${kind}.button`)}
              </Button>
            </>
          )
        }
      >
        {answered ? (
          <Outcome answered={answered} kind={kind} name={name} until={dates.moment} />
        ) : (
          <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
            <FailureNotice failure={deed.failure} />
            {kind === "access_pass" && (
              <Field label={t("minutes")}>
                <Select
                  value={typed.minutes}
                  onChange={({ target }) => setTyped({ ...typed, minutes: Number(target.value) })}
                >
                  {[...MINUTES]
                    .sort((a, b) => a - b)
                    .map((minutes) => (
                      <option key={minutes} value={minutes}>
                        {t("minutesOption", { minutes, hours: minutes / 60 })}
                      </option>
                    ))}
                </Select>
              </Field>
            )}
            <Field label={t("reason")} hint={t("reasonHint")} error={isShort && t("reasonMissing")}>
              <Textarea
                maxLength={500}
                value={typed.reason}
                onChange={({ target }) => setTyped({ ...typed, reason: target.value })}
              />
            </Field>
          </form>
        )}
      </DialogContent>
    </Dialog>
  );
}

function Outcome({
  answered,
  kind,
  name,
  until,
}: {
  answered: Answered;
  kind: AnswerKind;
  name: string;
  until: (date: string) => string;
}) {
  const t = useTranslations("requests.deed");
  if (answered.code) {
    return (
      <div className="flex flex-col gap-4">
        <p>{t("codeText", { name })}</p>
        <div className="flex flex-wrap items-center gap-3">
          <code className="rounded-md bg-sunken px-3 py-2 font-mono text-lg">{answered.code}</code>
          <CopyButton value={answered.code} label={t("copy")} />
        </div>
        <Notice tone="warning">{t("codeOnce")}</Notice>
      </div>
    );
  }
  if (answered.reset?.state === "waiting")
    return <Notice tone="info">{t("waiting", { name, date: until(answered.reset.dueAt) })}</Notice>;
  return <Notice tone="success">{t(`${kind}.done`, { name })}</Notice>;
}
