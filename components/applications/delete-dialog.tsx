"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { removeApplication } from "@/lib/oidc/applications/actions";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { AlertDialog, AlertDialogContent } from "../ui/alert-dialog";
import { Button } from "../ui/button";

/** Deletes an application for good, once it is said what goes with it. */
export function DeleteDialog({
  clientId,
  name,
  onClose,
}: {
  clientId: string;
  name: string;
  onClose: () => void;
}) {
  const t = useTranslations("applications");
  const router = useRouter();
  const deed = useDeed("delete", removeApplication, () => {
    toast.success(t("deleted", { name }));
    router.push("/settings/applications");
  });
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={t("deleteAsk", { name })}
        description={t("deleteText")}
        action={
          <Button variant="danger" pending={deed.isPending} onClick={() => deed.start({ clientId })}>
            {t("deleteDeed", { name })}
          </Button>
        }
      >
        <FailureNotice failure={deed.failure} />
      </AlertDialogContent>
    </AlertDialog>
  );
}
