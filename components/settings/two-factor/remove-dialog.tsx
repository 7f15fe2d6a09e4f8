"use client";

import { useTranslations } from "next-intl";
import { removeCredential } from "@/lib/flows/actions";
import type { OwnFactor } from "@/lib/flows/overview";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Button } from "../../ui/button";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";

export function RemoveDialog({
  factor,
  onClose,
  onRemoved,
}: {
  factor: OwnFactor;
  onClose: () => void;
  onRemoved: () => void;
}) {
  const t = useTranslations("two-factor");
  const deed = useDeed(`remove ${factor.id}`, removeCredential, onRemoved);
  const remove = () => deed.start({ credentialId: factor.id });
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={t("removeTitle", { label: factor.label })}
        description={t("removeText")}
        action={
          <Button variant="danger" pending={deed.isPending} onClick={remove}>
            {t("removeDeed", { label: factor.label })}
          </Button>
        }
      >
        {deed.failure ? <FailureNotice failure={deed.failure} /> : undefined}
      </AlertDialogContent>
    </AlertDialog>
  );
}
