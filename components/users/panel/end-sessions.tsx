"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { endUserSessions } from "@/lib/admin/actions";
import type { UserDetail } from "@/lib/admin/users";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Button } from "../../ui/button";
import { useRefusalText } from "./refusal-text";

/** Signs somebody out everywhere; nothing else of theirs changes. */
export function EndSessions({ user }: { user: UserDetail }) {
  const t = useTranslations("users.panel");
  const refusalText = useRefusalText();
  const client = useQueryClient();
  const key = `end sessions of ${user.id}`;
  const [isAsked, setIsAsked] = useKept<boolean>(key, false);
  const deed = useDeed(key, endUserSessions, ({ count }) => {
    setIsAsked(false);
    toast.success(t("sessionsEnded", { name: user.name, count }));
    void client.invalidateQueries({ queryKey: ["user", user.id] });
  });
  return (
    <>
      <Button
        variant="secondary"
        size="sm"
        className="self-start"
        disabledReason={refusalText(user.refusals.endSessions)}
        onClick={() => setIsAsked(true)}
      >
        {t("endSessions")}
      </Button>
      <AlertDialog open={isAsked} onOpenChange={setIsAsked}>
        <AlertDialogContent
          title={t("endSessionsTitle", { name: user.name })}
          description={t("endSessionsText", { name: user.name })}
          action={
            <Button variant="danger" pending={deed.isPending} onClick={() => deed.start({ userId: user.id })}>
              {t("endSessions")}
            </Button>
          }
        >
          {deed.failure ? <FailureNotice failure={deed.failure} /> : undefined}
        </AlertDialogContent>
      </AlertDialog>
    </>
  );
}
