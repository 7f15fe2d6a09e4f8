"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { removeWebhook } from "@/lib/webhooks/actions";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Button } from "../../ui/button";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";

/** Ends a webhook for good, with its deliveries. */
export function RemoveDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const t = useTranslations("webhooks.removing");
  const router = useRouter();
  const deed = useDeed(`remove ${id}`, removeWebhook, () => {
    onClose();
    toast.success(t("done"));
    router.refresh();
  });
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={t("title", { name })}
        description={t("text")}
        action={
          <Button variant="danger" pending={deed.isPending} onClick={() => deed.start({ id })}>
            {t("deed")}
          </Button>
        }
      >
        <FailureNotice failure={deed.failure} />
      </AlertDialogContent>
    </AlertDialog>
  );
}
