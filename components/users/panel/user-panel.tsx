"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { UserDetail } from "@/lib/admin/users";
import { useRoleName } from "../../settings/use-role-name";
import { Sheet, SheetContent } from "../../ui/sheet";
import { useLeaveQuestion } from "../../ui/use-leave-question";
import { SaveButton } from "./save-button";
import { UnsavedDialog } from "./unsaved-dialog";
import { useSecurityForm } from "./use-security-form";
import { useUser } from "./use-user";
import { UserSecurity } from "./user-security";

/** The side panel: over the list it was opened from, with its own address; closing goes back to the list. */
export function UserPanel({ detail, workspace }: { detail: UserDetail; workspace: string }) {
  const t = useTranslations("users.panel");
  const roleName = useRoleName();
  const router = useRouter();
  const { user, error, refetch } = useUser(detail);
  const form = useSecurityForm(user);
  const question = useLeaveQuestion(form.isDirty);
  return (
    <Sheet open onOpenChange={(isOpen) => !isOpen && question.leave(router.back)}>
      <SheetContent
        title={user.name}
        description={t("description", { email: user.email, role: roleName(user.role) })}
        footer={<SaveButton user={user} form={form} />}
      >
        <UserSecurity user={user} workspace={workspace} form={form} error={error} onRetry={refetch} />
      </SheetContent>
      <UnsavedDialog
        name={user.name}
        isOpen={question.isAsking}
        onOpenChange={question.setIsAsking}
        onLeave={() => question.agree(router.back)}
      />
    </Sheet>
  );
}
