"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useId, useState } from "react";
import { orderBulkRun } from "@/lib/admin/bulk/actions";
import type { BulkDeed } from "@/lib/admin/bulk/kinds";
import { LONGEST_EXEMPTION_DAYS } from "@/lib/admin/enforcement/schema";
import { RunProgress } from "../../jobs/run-progress";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";
import { Button } from "../../ui/button";
import { Dialog, DialogClose, DialogContent } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Input, Textarea } from "../../ui/input";
import { Select } from "../../ui/select";
import type { PolicyName } from "../filter/filter-bar";
import { narrowing, type UserFilters } from "../filter/filters";
import { BulkFigures } from "./bulk-figures";
import type { Selection } from "./use-selection";

export type BulkKind = BulkDeed["kind"];
export type ChosenUsers = Parameters<typeof orderBulkRun>[0]["chosen"];

type Typed = { policyId: string; endsOn: string; reason: string };

const SHORTEST_REASON = 3;
const NEEDS_REASON: readonly BulkKind[] = ["exempt", "reset"];
const USUAL_DAYS = 30;
const DAY_MS = 86_400_000;

const dayIn = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** One deed on many: what it will do first, then how far it has got. It goes on when the dialog is closed. */
export function BulkDialog({
  kind,
  selection,
  filters,
  count,
  policies,
  onClose,
  onOrdered,
}: {
  kind: BulkKind;
  selection: Selection;
  filters: UserFilters;
  count: number;
  policies: readonly PolicyName[];
  onClose: () => void;
  onOrdered: () => void;
}) {
  const t = useTranslations("users.bulk");
  const common = useTranslations("common");
  const formId = useId();
  const [chosen] = useState<ChosenUsers>(
    selection.isAll ? { filter: narrowing(filters) } : { userIds: [...selection.ids] },
  );
  const [typed, setTyped] = useKept<Typed>(`bulk ${kind}`, () => ({
    policyId: policies[0]?.id ?? "",
    endsOn: dayIn(USUAL_DAYS),
    reason: "",
  }));
  const [isShort, setIsShort] = useState(false);
  const [runId, setRunId] = useState<string | null>(null);
  const deed = useDeed(`bulk ${kind}`, orderBulkRun, (run) => setRunId(run.runId));
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = typed.reason.trim();
    const isMissing = NEEDS_REASON.includes(kind) && reason.length < SHORTEST_REASON;
    setIsShort(isMissing);
    if (!isMissing) deed.start({ deed: deedOf(kind, { ...typed, reason }), chosen });
  };
  const close = () => {
    if (runId) onOrdered();
    onClose();
  };
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && close()}>
      <DialogContent
        title={t(`deed.${kind}.title`, { count })}
        description={runId ? t("goesOn") : t(`deed.${kind}.text`)}
        footer={
          <>
            <DialogClose asChild>
              <Button variant={runId ? "primary" : "secondary"}>
                {runId ? common("close") : common("cancel")}
              </Button>
            </DialogClose>
            {!runId && (
              <Button
                type="submit"
                form={formId}
                variant={kind === "reset" ? "danger" : "primary"}
                pending={deed.isPending}
              >
                {t(`deed.${kind}.confirm`, { count })}
              </Button>
            )}
          </>
        }
      >
        {runId ? (
          <RunProgress runId={runId} />
        ) : (
          <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
            <FailureNotice failure={deed.failure} />
            {kind === "move" && (
              <Field label={t("policy")}>
                <Select
                  value={typed.policyId}
                  onChange={(event) => setTyped({ ...typed, policyId: event.target.value })}
                >
                  {policies.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </Select>
              </Field>
            )}
            {kind === "exempt" && (
              <Field label={t("endsOn")} hint={t("endsOnHint", { days: LONGEST_EXEMPTION_DAYS })}>
                <Input
                  type="date"
                  value={typed.endsOn}
                  min={dayIn(1)}
                  max={dayIn(LONGEST_EXEMPTION_DAYS)}
                  onChange={(event) => setTyped({ ...typed, endsOn: event.target.value })}
                />
              </Field>
            )}
            {NEEDS_REASON.includes(kind) && (
              <Field label={t("reason")} hint={t("reasonHint")} error={isShort && t("reasonMissing")}>
                <Textarea
                  maxLength={500}
                  value={typed.reason}
                  onChange={(event) => setTyped({ ...typed, reason: event.target.value })}
                />
              </Field>
            )}
            <BulkFigures deed={deedOf(kind, { ...typed, reason: "preview" })} chosen={chosen} />
          </form>
        )}
      </DialogContent>
    </Dialog>
  );
}

function deedOf(kind: BulkKind, { policyId, endsOn, reason }: Typed): BulkDeed {
  if (kind === "move") return { kind, policyId };
  if (kind === "exempt") return { kind, reason, endsOn };
  return kind === "reset" ? { kind, reason } : { kind };
}
