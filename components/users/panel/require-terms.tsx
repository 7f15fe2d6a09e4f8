"use client";

import type { PlannedChange } from "@/lib/admin/enforcement/schema";
import type { UserDetail } from "@/lib/admin/users";
import { PreviewFigures } from "../../enforcement/figures";
import { TermsFields } from "../../enforcement/terms-fields";
import { usePreview } from "../../enforcement/use-preview";
import { FailureNotice } from "../../settings/failure-notice";
import { Skeleton } from "../../ui/skeleton";
import type { SecurityForm } from "./use-security-form";

/** A box that is being ticked: how it binds, and what that comes to for this user. */
export function RequireTerms({ user, form }: { user: UserDetail; form: SecurityForm }) {
  const change: PlannedChange = { change: "require", userIds: [user.id], ...form.terms };
  const { preview, failure } = usePreview(change);
  return (
    <div className="ml-7 flex flex-col gap-4 border-l border-line pl-4">
      <TermsFields terms={form.terms} onChange={form.setTerms} />
      {preview ? (
        <PreviewFigures preview={preview} effect={change.effect} change={change} />
      ) : (
        !failure && <Skeleton className="h-12" />
      )}
      <FailureNotice failure={failure} />
    </div>
  );
}
