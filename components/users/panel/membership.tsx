"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { blockUser, deleteUser, unblockUser } from "@/lib/admin/actions";
import type { UserDetail } from "@/lib/admin/users";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Button } from "../../ui/button";
import { useRefusalText } from "./refusal-text";

const DEEDS = { block: blockUser, unblock: unblockUser, delete: deleteUser } as const;
type Deed = keyof typeof DEEDS;

/** Blocking, unblocking and deleting, each after a question that says what happens. */
export function Membership({ user }: { user: UserDetail }) {
  const t = useTranslations("users.panel");
  const refusalText = useRefusalText();
  const [asked, setAsked] = useKept<Deed | null>(`membership of ${user.id}`, null);
  const refusal = refusalText(user.refusals.membership);
  const first: Deed = user.state === "blocked" ? "unblock" : "block";
  const button = { variant: "secondary", size: "sm", disabledReason: refusal } as const;
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button {...button} onClick={() => setAsked(first)}>
          {t(`deed.${first}.button`)}
        </Button>
        <Button {...button} onClick={() => setAsked("delete")}>
          {t("deed.delete.button")}
        </Button>
      </div>
      {asked && <Question deed={asked} user={user} onClose={() => setAsked(null)} />}
    </>
  );
}

function Question({ deed: kind, user, onClose }: { deed: Deed; user: UserDetail; onClose: () => void }) {
  const t = useTranslations("users.panel.deed");
  const client = useQueryClient();
  const router = useRouter();
  const { name } = user;
  const deed = useDeed(`${kind} ${user.id}`, DEEDS[kind], () => {
    toast.success(t(`${kind}.done`, { name }));
    onClose();
    void client.invalidateQueries({ queryKey: ["users"] });
    if (kind === "delete") router.push("/settings/users");
    else void client.invalidateQueries({ queryKey: ["user", user.id] });
  });
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={t(`${kind}.title`, { name })}
        description={t(`${kind}.text`, { name })}
        action={
          <Button
            variant={kind === "unblock" ? "primary" : "danger"}
            pending={deed.isPending}
            onClick={() => deed.start({ userId: user.id })}
          >
            {t(`${kind}.confirm`, { name })}
          </Button>
        }
      >
        {deed.failure && <FailureNotice failure={deed.failure} />}
      </AlertDialogContent>
    </AlertDialog>
  );
}
