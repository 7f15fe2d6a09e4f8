"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { replaceSecret } from "@/lib/oidc/programs/actions";
import type { Program } from "@/lib/oidc/programs/service";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Button } from "../../ui/button";
import { RadioGroup } from "../../ui/radio-group";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";
import type { ShownSecret } from "./secret-dialog";

/** A new secret, with the old one for a day beside it, or without. */
export function ReplaceDialog({
  program: { id, name },
  onClose,
  onSecret,
}: {
  program: Program;
  onClose: () => void;
  onSecret: (shown: ShownSecret) => void;
}) {
  const t = useTranslations("api.access.replacing");
  const router = useRouter();
  const deed = useDeed();
  const [endsOld, setEndsOld] = useState<"later" | "now">("later");
  const replace = () =>
    void deed.start(
      () => replaceSecret({ clientId: id, endsOld }),
      ({ secret }) => {
        onClose();
        onSecret({ clientId: id, secret });
        router.refresh();
      },
    );
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={t("title", { name })}
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
