"use client";

import { useTranslations } from "next-intl";
import { enforceForAll } from "@/lib/admin/enforcement/actions";
import { DeedDialog } from "../settings/deed-dialog";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { useKept } from "../settings/use-kept";
import { Checkbox } from "../ui/checkbox";
import { Skeleton } from "../ui/skeleton";
import { PreviewFigures } from "./figures";
import { FIRST_TERMS, type Terms, TermsFields } from "./terms-fields";
import { usePreview } from "./use-preview";

/** Enforcing for everybody: what it would do to whom comes first, then the one button that says the deed. */
export function EnforceDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const t = useTranslations("enforcement");
  const deed = useDeed("enforce", enforceForAll, onDone);
  const [terms, setTerms] = useKept<Terms>("enforce on terms", FIRST_TERMS);
  const [tellsEverybody, setTellsEverybody] = useKept<boolean>("enforce and tell", false);
  const change = { change: "enforce", ...terms } as const;
  const { preview, failure, refresh } = usePreview(change);
  const refusal = preview?.refusal ? t(`preview.refusal.${preview.refusal}`) : undefined;
  return (
    <DeedDialog
      title={t("forAll.dialogTitle")}
      description={t("forAll.dialogText")}
      deed={t("forAll.deed", { count: preview?.people ?? 0 })}
      isPending={deed.isPending}
      disabled={preview === null}
      disabledReason={refusal}
      onDeed={() => deed.start({ ...terms, tellsEverybody })}
      onClose={onClose}
    >
      <div className="flex flex-col gap-6">
        <div aria-live="polite">
          {preview ? (
            <PreviewFigures preview={preview} effect={change.effect} change={change} onChanged={refresh} />
          ) : failure ? null : (
            <>
              <p className="sr-only">{t("preview.counting")}</p>
              <Skeleton className="h-28" />
            </>
          )}
        </div>
        <TermsFields terms={terms} onChange={setTerms} />
        <Checkbox
          label={t("forAll.tellAll")}
          hint={t("forAll.tellAllHint")}
          checked={tellsEverybody}
          onChange={(event) => setTellsEverybody(event.target.checked)}
        />
        <FailureNotice failure={deed.failure ?? failure} />
      </div>
    </DeedDialog>
  );
}
