"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useId, useState } from "react";
import { inviteMany } from "@/lib/admin/bulk/actions";
import type { Right } from "@/lib/identity/core/rights";
import { RunProgress } from "../../jobs/run-progress";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";
import { Button } from "../../ui/button";
import { Dialog, DialogClose, DialogContent } from "../../ui/dialog";
import { type TextFile, TextFileField } from "../../ui/text-file-field";
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
  const [file, setFile] = useKept<TextFile | null>("invite many of", null);
  const [isTried, setIsTried] = useState(false);
  const [preset, setPreset] = useKept("invite many with", FIRST_PRESET);
  const [runId, setRunId] = useState<string | null>(null);
  const deed = useDeed("invite many", inviteMany, (run) => setRunId(run.runId));
  const isOfFile = deed.failure?.fields?.csv !== undefined;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsTried(true);
    if (file) deed.start({ csv: file.text, preset });
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
          <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
            <TextFileField
              label={t("inviteManyFile")}
              hint={t("inviteManyHint")}
              error={isTried && (!file || isOfFile) ? t("inviteManyMissing") : undefined}
              accept=".csv,text/csv"
              file={file}
              onChange={setFile}
            />
            <PresetFields preset={preset} policies={policies} grantable={grantable} onChange={setPreset} />
            {deed.failure && !isOfFile && <FailureNotice failure={deed.failure} />}
          </form>
        )}
      </DialogContent>
    </Dialog>
  );
}
