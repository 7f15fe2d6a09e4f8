"use client";

import { useTranslations } from "next-intl";
import type { Right } from "@/lib/identity/core/rights";
import { useKept } from "../../settings/use-kept";
import { Button } from "../../ui/button";
import { ButtonLink } from "../../ui/button-link";
import type { PolicyName } from "../filter/filter-bar";
import { InviteDialog } from "./invite-dialog";
import { InviteManyDialog } from "./invite-many-dialog";

/** Invites one, or everybody of a file; and the way to the invitations that are open. */
export function InviteUser({
  canManage,
  policies,
  grantable,
}: {
  canManage: boolean;
  policies: readonly PolicyName[];
  grantable: readonly Right[];
}) {
  const t = useTranslations("users");
  const [open, setOpen] = useKept<"one" | "many" | null>("invite open", null);
  const given = { policies, grantable, onClose: () => setOpen(null) };
  const disabledReason = canManage ? undefined : t("noRight");
  return (
    <>
      {canManage && (
        <ButtonLink href="/settings/invitations" variant="ghost">
          {t("invitations")}
        </ButtonLink>
      )}
      <Button variant="secondary" disabledReason={disabledReason} onClick={() => setOpen("many")}>
        {t("inviteMany")}
      </Button>
      <Button disabledReason={disabledReason} onClick={() => setOpen("one")}>
        {t("invite")}
      </Button>
      {open === "one" && <InviteDialog {...given} />}
      {open === "many" && <InviteManyDialog {...given} />}
    </>
  );
}
