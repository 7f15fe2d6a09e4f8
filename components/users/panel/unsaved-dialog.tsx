"use client";

import { useTranslations } from "next-intl";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Button } from "../../ui/button";

export function UnsavedDialog({
  name,
  isOpen,
  onOpenChange,
  onLeave,
}: {
  name: string;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onLeave: () => void;
}) {
  const t = useTranslations("users.panel");
  return (
    <AlertDialog open={isOpen} onOpenChange={onOpenChange}>
      <AlertDialogContent
        title={t("unsavedTitle")}
        description={t("unsavedText", { name })}
        cancelLabel={t("unsavedStay")}
        action={
          <Button variant="danger" onClick={onLeave}>
            {t("unsavedLeave")}
          </Button>
        }
      />
    </AlertDialog>
  );
}
