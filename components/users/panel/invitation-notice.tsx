"use client";

import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { resendInvitation } from "@/lib/admin/actions";
import type { UserDetail } from "@/lib/admin/users";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import { useRefusalText } from "./refusal-text";

/** Invited and not here yet, with a new link for whoever may send one. */
export function InvitationNotice({ user }: { user: UserDetail }) {
  const t = useTranslations("users.panel");
  const refusalText = useRefusalText();
  const deed = useDeed(`resend ${user.id}`, resendInvitation, () => toast.success(t("resent")));
  const refused = user.refusals.requireMfa === "right_missing" ? "right_missing" : null;
  return (
    <div className="mb-4 flex flex-col gap-2">
      <Notice
        action={
          <Button
            variant="secondary"
            size="sm"
            pending={deed.isPending}
            disabledReason={refusalText(refused)}
            onClick={() => deed.start({ userId: user.id })}
          >
            {t("resend")}
          </Button>
        }
      >
        {t("invitedText", { name: user.name })}
      </Notice>
      <FailureNotice failure={deed.failure} />
    </div>
  );
}
