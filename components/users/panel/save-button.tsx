"use client";

import { useTranslations } from "next-intl";
import type { UserDetail } from "@/lib/admin/users";
import { Button } from "../../ui/button";
import { useRefusalText } from "./refusal-text";
import type { SecurityForm } from "./use-security-form";

/** The panel's one `Save`; off while nothing was changed, and for whoever may change nothing, with the reason. */
export function SaveButton({ user, form }: { user: UserDetail; form: SecurityForm }) {
  const common = useTranslations("common");
  const refusalText = useRefusalText();
  const refused = user.refusals.requireMfa === "right_missing" ? "right_missing" : null;
  return (
    <Button
      pending={form.isPending}
      disabled={!form.isDirty && !form.isPending && refused === null}
      disabledReason={refusalText(refused)}
      onClick={form.save}
    >
      {common("save")}
    </Button>
  );
}
