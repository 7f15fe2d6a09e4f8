"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../../ui/button";
import { InviteDialog } from "./invite-dialog";

export function InviteUser({ canManage }: { canManage: boolean }) {
  const t = useTranslations("users");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button disabledReason={canManage ? undefined : t("noRight")} onClick={() => setIsOpen(true)}>
        {t("invite")}
      </Button>
      {isOpen && <InviteDialog onClose={() => setIsOpen(false)} />}
    </>
  );
}
