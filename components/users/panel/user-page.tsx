"use client";

import { ArrowLeft } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import type { UserDetail } from "@/lib/admin/users";
import { useRoleName } from "../../settings/use-role-name";
import { ButtonLink } from "../../ui/button-link";
import { PageHeader } from "../../ui/section";
import { useLeaveQuestion } from "../../ui/use-leave-question";
import { readFilters, writeFilters } from "../filter/filters";
import { SaveButton } from "./save-button";
import { UnsavedDialog } from "./unsaved-dialog";
import { useSecurityForm } from "./use-security-form";
import { useUser } from "./use-user";
import { UserSecurity } from "./user-security";

/** The same as the panel, as a page of its own: where its address is opened directly or loaded again. */
export function UserPage({ detail, workspace }: { detail: UserDetail; workspace: string }) {
  const t = useTranslations("users.panel");
  const roleName = useRoleName();
  const router = useRouter();
  const list = `/settings/users${writeFilters(readFilters(useSearchParams()))}`;
  const { user, error, refetch } = useUser(detail);
  const form = useSecurityForm(user);
  const question = useLeaveQuestion(form.isDirty);
  const leave = (event: MouseEvent) => {
    if (!form.isDirty) return;
    event.preventDefault();
    question.setIsAsking(true);
  };
  return (
    <div className="max-w-[560px]">
      <ButtonLink href={list} variant="ghost" size="sm" className="mb-4 -ml-3" onClick={leave}>
        <ArrowLeft aria-hidden="true" />
        {t("back")}
      </ButtonLink>
      <PageHeader
        title={user.name}
        description={t("description", { email: user.email, role: roleName(user.role) })}
      />
      <UserSecurity user={user} workspace={workspace} form={form} error={error} onRetry={refetch} />
      <div className="mt-6 flex justify-end border-t border-line pt-4">
        <SaveButton user={user} form={form} />
      </div>
      <UnsavedDialog
        name={user.name}
        isOpen={question.isAsking}
        onOpenChange={question.setIsAsking}
        onLeave={() => question.agree(() => router.push(list))}
      />
    </div>
  );
}
