"use client";

import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { pauseRings, resumeRings } from "@/lib/admin/rings/actions";
import type { Rings } from "@/lib/admin/rings/read";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Button } from "../../ui/button";
import { ChangeDialog } from "./change-dialog";
import type { PolicyName } from "./ring-fields";

/** What can be done to rings that are to come: pause or resume them, and plan others. */
export function RingsDeeds({
  rings,
  policies,
  refusal,
  onDone,
}: {
  rings: Rings;
  policies: readonly PolicyName[];
  /** Why none of it may be done by who looks. */
  refusal: string | undefined;
  onDone: () => void;
}) {
  const t = useTranslations("enforcement.rings");
  const [asked, setAsked] = useKept<"turn" | "change" | null>("rings", null);
  const close = () => setAsked(null);
  const done = (words: string) => () => {
    close();
    toast.success(words);
    onDone();
  };
  const isPaused = rings.state === "paused";
  const button = { variant: "secondary", disabledReason: refusal } as const;
  return (
    <>
      <Button {...button} onClick={() => setAsked("turn")}>
        {isPaused ? t("resume") : t("pause")}
      </Button>
      <Button {...button} onClick={() => setAsked("change")}>
        {t("change")}
      </Button>
      {asked === "turn" && (
        <TurnDialog
          isPaused={isPaused}
          onClose={close}
          onDone={done(isPaused ? t("resumed") : t("pausedDone"))}
        />
      )}
      {asked === "change" && (
        <ChangeDialog rings={rings} policies={policies} onClose={close} onDone={done(t("changed"))} />
      )}
    </>
  );
}

function TurnDialog({
  isPaused,
  onClose,
  onDone,
}: {
  isPaused: boolean;
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useTranslations("enforcement.rings");
  const deed = useDeed(
    isPaused ? "resume rings" : "pause rings",
    isPaused ? resumeRings : pauseRings,
    onDone,
  );
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={isPaused ? t("resumeTitle") : t("pauseTitle")}
        description={isPaused ? t("resumeText") : t("pauseText")}
        action={
          <Button pending={deed.isPending} onClick={() => deed.start({})}>
            {isPaused ? t("resume") : t("pause")}
          </Button>
        }
      >
        <FailureNotice failure={deed.failure} />
      </AlertDialogContent>
    </AlertDialog>
  );
}
