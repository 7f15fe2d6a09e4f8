"use client";

import { useTranslations } from "next-intl";
import type { PolicyPreview } from "@/lib/admin/policies/preview";
import { PreviewFigures } from "../enforcement/figures";
import { FailureNotice } from "../settings/failure-notice";
import { useKept } from "../settings/use-kept";
import { AlertDialog, AlertDialogContent } from "../ui/alert-dialog";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { DayField } from "./form/day-field";
import type { PolicyForm } from "./use-policy-form";

/** What saving does to the members, in figures, and whether those whose time is over get some more. */
export function SaveDialog({
  policyId,
  asked: { change, preview },
  form,
}: {
  policyId: string;
  asked: PolicyPreview;
  form: PolicyForm;
}) {
  const t = useTranslations("policies");
  const [isExtending, setIsExtending] = useKept<boolean>(`policy ${policyId} extended`, false);
  const [until, setUntil] = useKept<string | null>(`policy ${policyId} extended until`, null);
  const isLonger = change.loosened.includes("grace");
  const lists = [
    { key: "tightened", names: change.tightened },
    { key: "loosened", names: change.loosened },
  ] as const;
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && form.cancel()}>
      <AlertDialogContent
        title={t("askTitle", { name: form.settings.name })}
        description={t("askText", { count: preview.people })}
        action={
          <Button
            pending={form.isPending}
            disabled={preview.refusal !== null || (isExtending && until === null)}
            onClick={() => form.save(isExtending ? until : null)}
          >
            {t("askDeed", { count: preview.people })}
          </Button>
        }
      >
        <div className="flex flex-col gap-4">
          <PreviewFigures
            preview={preview}
            effect={form.settings.effect}
            change={{ change: "policy", policyId, settings: form.settings }}
          />
          {lists.map(({ key, names }) =>
            names.length > 0 ? (
              <p key={key} className="text-sm text-muted">
                {t(key, { terms: names.map((name) => t(`term.${name}`)).join(", ") })}
              </p>
            ) : null,
          )}
          {isLonger && (
            <Checkbox
              label={t("extend")}
              hint={t("extendHint")}
              checked={isExtending}
              onChange={(event) => setIsExtending(event.target.checked)}
            />
          )}
          {isExtending && (
            <DayField
              isEnd
              label={t("extendUntil")}
              hint={t("extendUntilHint")}
              value={until}
              onChange={setUntil}
            />
          )}
          <FailureNotice failure={form.failure} />
        </div>
      </AlertDialogContent>
    </AlertDialog>
  );
}
