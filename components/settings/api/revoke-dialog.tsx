"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { revokeProgram } from "@/lib/oidc/programs/actions";
import type { Program } from "@/lib/oidc/programs/service";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Button } from "../../ui/button";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";

/** Ends a program at once; there is no way back. */
export function RevokeDialog({ program: { id, name }, onClose }: { program: Program; onClose: () => void }) {
  const t = useTranslations("api.access.revoking");
  const router = useRouter();
  const deed = useDeed(`revoke ${id}`, revokeProgram, () => {
    onClose();
    toast.success(t("done", { name }));
    router.refresh();
  });
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={t("title", { name })}
        description={t("text")}
        action={
          <Button variant="danger" pending={deed.isPending} onClick={() => deed.start({ clientId: id })}>
            {t("deed", { name })}
          </Button>
        }
      >
        <FailureNotice failure={deed.failure} />
      </AlertDialogContent>
    </AlertDialog>
  );
}
