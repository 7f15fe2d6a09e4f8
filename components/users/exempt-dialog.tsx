"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useId, useState } from "react";
import { exemptUser } from "@/lib/admin/enforcement/actions";
import { LONGEST_EXEMPTION_DAYS } from "@/lib/admin/enforcement/schema";
import { DeedDialog } from "../settings/deed-dialog";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { useKept } from "../settings/use-kept";
import { Field } from "../ui/field";
import { Input, Textarea } from "../ui/input";

const DAY_MS = 86_400_000;
const dayIn = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const SHORTEST_REASON = 3;

/** Exempts somebody: why, and until which day. `standing`: the exemption that this one takes the place of. */
export function ExemptDialog({
  user,
  standing,
  onClose,
  onDone,
}: {
  user: { id: string; name: string };
  standing: { reason: string; until: string } | null;
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useTranslations("users.panel.exemption");
  const deed = useDeed(`exempt ${user.id}`, exemptUser, onDone);
  const formId = useId();
  const [missing, setMissing] = useState<{ reason: boolean; endsOn: boolean } | null>(null);
  const [usual] = useState({ from: dayIn(0), at: dayIn(30), to: dayIn(LONGEST_EXEMPTION_DAYS) });
  const [typed, setTyped] = useKept(`exempt ${user.id}`, {
    reason: standing?.reason ?? "",
    endsOn: standing?.until.slice(0, 10) ?? usual.at,
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { endsOn } = typed;
    const reason = typed.reason.trim();
    const wrong = {
      reason: reason.length < SHORTEST_REASON,
      endsOn: !(endsOn >= usual.from && endsOn <= usual.to),
    };
    setMissing(wrong);
    if (wrong.reason || wrong.endsOn) return;
    deed.start({ userId: user.id, reason, endsOn });
  };
  return (
    <DeedDialog
      title={t("title", { name: user.name })}
      description={t("text")}
      deed={t("deed", { name: user.name })}
      isPending={deed.isPending}
      formId={formId}
      onClose={onClose}
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
    </DeedDialog>
  );
}
