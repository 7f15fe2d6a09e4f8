"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useId, useState } from "react";
import { inviteMany } from "@/lib/admin/bulk/actions";
import type { Right } from "@/lib/identity/core/rights";
import { RunProgress } from "../../jobs/run-progress";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { Button } from "../../ui/button";
import { Dialog, DialogClose, DialogContent } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import type { PolicyName } from "../filter/filter-bar";
import { FIRST_PRESET, PresetFields } from "./preset-fields";

/** Invites everybody of a file; what came of each row is shown as it happens. */
export function InviteManyDialog({
  policies,
  grantable,
  onClose,
}: {
  policies: readonly PolicyName[];
  grantable: readonly Right[];
  onClose: () => void;
}) {
  const t = useTranslations("users");
  const common = useTranslations("common");
  const formId = useId();
  const deed = useDeed();
  const [file, setFile] = useState<File | null>(null);
  const [isTried, setIsTried] = useState(false);
  const [preset, setPreset] = useState(FIRST_PRESET);
  const [runId, setRunId] = useState<string | null>(null);
  const isOfFile = deed.failure?.fields?.csv !== undefined;
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsTried(true);
    if (!file) return;
    const csv = await file.text();
    await deed.start(
      () => inviteMany({ csv, preset }),
      (run) => setRunId(run.runId),
    );
  };
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={t("inviteManyTitle")}
        description={runId ? t("bulk.goesOn") : t("inviteManyText")}
        footer={
          <>
            <DialogClose asChild>
              <Button variant={runId ? "primary" : "secondary"}>
                {runId ? common("close") : common("cancel")}
              </Button>
            </DialogClose>
            {!runId && (
              <Button type="submit" form={formId} pending={deed.isPending}>
                {t("inviteManySend")}
              </Button>
            )}
          </>
        }
      >
        {runId ? (
          <RunProgress runId={runId} />
        ) : (
          <form
            id={formId}
            onSubmit={(event) => void submit(event)}
            noValidate
            className="flex flex-col gap-4"
          >
            <Field
              label={t("inviteManyFile")}
              hint={t("inviteManyHint")}
              error={isTried && (!file || isOfFile) ? t("inviteManyMissing") : undefined}
            >
              <Input
                type="file"
                accept=".csv,text/csv"
                className="py-2"
                onChange={(event) => setFile(event.target.files?.[0] ?? null)}
              />
            </Field>
            <PresetFields preset={preset} policies={policies} grantable={grantable} onChange={setPreset} />
            {deed.failure && !isOfFile && <FailureNotice failure={deed.failure} />}
          </form>
        )}
      </DialogContent>
    </Dialog>
  );
}
