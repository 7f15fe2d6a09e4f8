"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { replaceWebhookSecret } from "@/lib/webhooks/actions";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Button } from "../../ui/button";
import { RadioGroup } from "../../ui/radio-group";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";

/** A new secret, with the old one for a day beside it, or without. */
export function ReplaceDialog({
  id,
  onClose,
  onSecret,
}: {
  id: string;
  onClose: () => void;
  onSecret: (secret: string) => void;
}) {
  const t = useTranslations("webhooks.replacing");
  const router = useRouter();
  const deed = useDeed();
  const [endsOld, setEndsOld] = useState<"later" | "now">("later");
  const replace = () =>
    void deed.start(
      () => replaceWebhookSecret({ id, endsOld }),
      ({ secret }) => {
        onClose();
        onSecret(secret);
        router.refresh();
      },
    );
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={t("title")}
        description={t("text")}
        action={
          <Button pending={deed.isPending} onClick={replace}>
            {t("deed")}
          </Button>
        }
      >
        <div className="flex flex-col gap-4">
          <RadioGroup
            legend={t("old")}
            name="ends-old"
            value={endsOld}
            onValueChange={setEndsOld}
            options={[
              { value: "later", label: t("later"), hint: t("laterHint") },
              { value: "now", label: t("now"), hint: t("nowHint") },
            ]}
          />
          <FailureNotice failure={deed.failure} />
        </div>
      </AlertDialogContent>
    </AlertDialog>
  );
}
