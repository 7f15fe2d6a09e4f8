"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type SubmitEvent, useId, useState } from "react";
import { toast } from "sonner";
import { exemptUser, revokeExemption } from "@/lib/admin/enforcement/actions";
import { LONGEST_EXEMPTION_DAYS } from "@/lib/admin/enforcement/schema";
import type { UserDetail } from "@/lib/admin/users";
import { useDates } from "@/lib/i18n/use-dates";
import { FailureNotice } from "../../settings/failure-notice";
import { useCarryOn, useReopen } from "../../settings/use-carry-on";
import { useDeed } from "../../settings/use-deed";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Button } from "../../ui/button";
import { Dialog, DialogClose, DialogContent } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Input, Textarea } from "../../ui/input";
import { useRefusalText } from "./refusal-text";

/** What lets this user off for a while: who said so, why and until when, and the ways to begin or end it. */
export function ExemptionControl({ user }: { user: UserDetail }) {
  const t = useTranslations("users.panel.exemption");
  const refusalText = useRefusalText();
  const dates = useDates();
  const client = useQueryClient();
  const [asked, setAsked] = useState<"exempt" | "end" | null>(null);
  const { exemption } = user;
  const close = () => setAsked(null);
  useReopen((name) => name === `exempt ${user.id}` && setAsked("exempt"));
  const done = (words: string) => {
    close();
    toast.success(words);
    void client.invalidateQueries({ queryKey: ["user", user.id] });
    void client.invalidateQueries({ queryKey: ["users"] });
  };
  const button = { variant: "secondary", size: "sm" } as const;
  return (
    <div className="flex flex-col gap-2">
      {exemption && (
        <p className="text-sm">
          {t("stands", {
            by: exemption.by ?? "none",
            since: dates.day(exemption.since),
            until: dates.day(exemption.until),
            reason: exemption.reason,
          })}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          {...button}
          disabledReason={refusalText(user.refusals.exempt)}
          onClick={() => setAsked("exempt")}
        >
          {exemption ? t("change") : t("button")}
        </Button>
        {exemption && (
          <Button
            {...button}
            disabledReason={refusalText(user.refusals.right)}
            onClick={() => setAsked("end")}
          >
            {t("end")}
          </Button>
        )}
      </div>
      {asked === "exempt" && (
        <ExemptDialog user={user} onClose={close} onDone={() => done(t("done", { name: user.name }))} />
      )}
      {asked === "end" && (
        <EndDialog user={user} onClose={close} onDone={() => done(t("ended", { name: user.name }))} />
      )}
    </div>
  );
}

type DialogProps = { user: UserDetail; onClose: () => void; onDone: () => void };

const DAY_MS = 86_400_000;
const dayIn = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const SHORTEST_REASON = 3;

function ExemptDialog({ user, onClose, onDone }: DialogProps) {
  const t = useTranslations("users.panel.exemption");
  const common = useTranslations("common");
  const deed = useDeed();
  const formId = useId();
  const [missing, setMissing] = useState<{ reason: boolean; endsOn: boolean } | null>(null);
  const [usual] = useState({ from: dayIn(0), at: dayIn(30), to: dayIn(LONGEST_EXEMPTION_DAYS) });
  const [typed, setTyped] = useState({
    reason: user.exemption?.reason ?? "",
    endsOn: user.exemption?.until.slice(0, 10) ?? usual.at,
  });
  const send = () => {
    const { endsOn } = typed;
    const reason = typed.reason.trim();
    const wrong = {
      reason: reason.length < SHORTEST_REASON,
      endsOn: !(endsOn >= usual.from && endsOn <= usual.to),
    };
    setMissing(wrong);
    if (wrong.reason || wrong.endsOn) return;
    void deed.start(() => exemptUser({ userId: user.id, reason, endsOn }), onDone);
  };
  useCarryOn(`exempt ${user.id}`, { isPending: deed.isPending, input: typed, restore: setTyped, run: send });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    send();
  };
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={t("title", { name: user.name })}
        description={t("text")}
        footer={
          <>
            <DialogClose asChild>
              <Button variant="secondary">{common("cancel")}</Button>
            </DialogClose>
            <Button type="submit" form={formId} pending={deed.isPending}>
              {t("deed", { name: user.name })}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
          <Field label={t("reason")} hint={t("reasonHint")} error={missing?.reason && t("reasonMissing")}>
            <Textarea
              name="reason"
              maxLength={500}
              value={typed.reason}
              onChange={(event) => setTyped({ ...typed, reason: event.target.value })}
            />
          </Field>
          <Field
            label={t("endsOn")}
            hint={t("endsOnHint", { days: LONGEST_EXEMPTION_DAYS })}
            error={missing?.endsOn && t("endsOnWrong", { days: LONGEST_EXEMPTION_DAYS })}
          >
            <Input
              name="endsOn"
              type="date"
              className="max-w-48"
              min={usual.from}
              max={usual.to}
              value={typed.endsOn}
              onChange={(event) => setTyped({ ...typed, endsOn: event.target.value })}
            />
          </Field>
          <FailureNotice failure={deed.failure} />
        </form>
      </DialogContent>
    </Dialog>
  );
}

function EndDialog({ user, onClose, onDone }: DialogProps) {
  const t = useTranslations("users.panel.exemption");
  const deed = useDeed();
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={t("endTitle", { name: user.name })}
        description={t("endText")}
        action={
          <Button
            pending={deed.isPending}
            onClick={() => void deed.start(() => revokeExemption({ userId: user.id }), onDone)}
          >
            {t("end")}
          </Button>
        }
      >
        <FailureNotice failure={deed.failure} />
      </AlertDialogContent>
    </AlertDialog>
  );
}
