"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { replaceApplicationSecret } from "@/lib/oidc/applications/actions";
import type { ShownSecret } from "../settings/api/secret-dialog";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { AlertDialog, AlertDialogContent } from "../ui/alert-dialog";
import { Button } from "../ui/button";
import { RadioGroup } from "../ui/radio-group";

/** A new secret, with the old one for a day beside it, or without. `isFull`: two are in use, so that none may go on. */
export function NewSecretDialog({
  clientId,
  name,
  isFull,
  onClose,
  onSecret,
}: {
  clientId: string;
  name: string;
  isFull: boolean;
  onClose: () => void;
  onSecret: (shown: ShownSecret) => void;
}) {
  const t = useTranslations("applications.secrets");
  const router = useRouter();
  const deed = useDeed();
  const [endsOld, setEndsOld] = useState<"later" | "now">(isFull ? "now" : "later");
  const replace = () =>
    void deed.start(
      () => replaceApplicationSecret({ clientId, endsOld }),
      ({ secret }) => {
        onClose();
        onSecret({ clientId, secret });
        router.refresh();
      },
    );
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={t("newAsk", { name })}
        description={t("newText")}
        action={
          <Button pending={deed.isPending} onClick={replace}>
            {t("newDeed")}
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
              {
                value: "later",
                label: t("later"),
                hint: isFull ? t("laterFull") : t("laterHint"),
                isDisabled: isFull,
              },
              { value: "now", label: t("now"), hint: t("nowHint") },
            ]}
          />
          <FailureNotice failure={deed.failure} />
        </div>
      </AlertDialogContent>
    </AlertDialog>
  );
}
