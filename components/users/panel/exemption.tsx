"use client";

import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { revokeExemption } from "@/lib/admin/enforcement/actions";
import type { UserDetail } from "@/lib/admin/users";
import { useDates } from "@/lib/i18n/use-dates";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Button } from "../../ui/button";
import { ExemptDialog } from "../exempt-dialog";
import { useRefreshUser } from "./refresh-user";
import { useRefusalText } from "./refusal-text";

/** What lets this user off for a while: who said so, why and until when, and the ways to begin or end it. */
export function ExemptionControl({ user }: { user: UserDetail }) {
  const t = useTranslations("users.panel.exemption");
  const refusalText = useRefusalText();
  const dates = useDates();
  const refresh = useRefreshUser(user.id);
  const [asked, setAsked] = useKept<"exempt" | "end" | null>(`exemption of ${user.id}`, null);
  const { exemption } = user;
  const close = () => setAsked(null);
  const done = (words: string) => {
    close();
    toast.success(words);
    refresh();
  };
  const button = { variant: "secondary", size: "sm" } as const;
  return (
    <div className="flex flex-col gap-2">
      {exemption && (
        <p className="text-sm">
          {t("stands", {
            by: exemption.by ?? "none",
            since: dates.day(exemption.since),
            until: dates.day(exemption.until),
            reason: exemption.reason,
          })}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          {...button}
          disabledReason={refusalText(user.refusals.exempt)}
          onClick={() => setAsked("exempt")}
        >
          {exemption ? t("change") : t("button")}
        </Button>
        {exemption && (
          <Button
            {...button}
            disabledReason={refusalText(user.refusals.right)}
            onClick={() => setAsked("end")}
          >
            {t("end")}
          </Button>
        )}
      </div>
      {asked === "exempt" && (
        <ExemptDialog
          user={user}
          standing={exemption}
          onClose={close}
          onDone={() => done(t("done", { name: user.name }))}
        />
      )}
      {asked === "end" && (
        <EndDialog user={user} onClose={close} onDone={() => done(t("ended", { name: user.name }))} />
      )}
    </div>
  );
}

type DialogProps = { user: UserDetail; onClose: () => void; onDone: () => void };

function EndDialog({ user, onClose, onDone }: DialogProps) {
  const t = useTranslations("users.panel.exemption");
  const deed = useDeed(`end exemption of ${user.id}`, revokeExemption, onDone);
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={t("endTitle", { name: user.name })}
        description={t("endText")}
        action={
          <Button pending={deed.isPending} onClick={() => deed.start({ userId: user.id })}>
            {t("end")}
          </Button>
        }
      >
        <FailureNotice failure={deed.failure} />
      </AlertDialogContent>
    </AlertDialog>
  );
}
