"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { signOut } from "@/lib/entry/actions";
import { attempt } from "../factors/attempt";
import { Button } from "../ui/button";

/** Ends the session and leaves; where the session had ended by itself, the sign-in page is next all the same. */
export function SignOutButton() {
  const t = useTranslations("common");
  const errors = useTranslations("errors");
  const [isPending, setIsPending] = useState(false);
  const leave = async () => {
    setIsPending(true);
    const result = await attempt(() => signOut({}));
    if (result.ok) return window.location.assign(result.data.next);
    if (result.code === "session_ended" || result.code === "not_signed_in") return window.location.reload();
    setIsPending(false);
    toast.error(errors(`code.${result.code}`));
  };
  return (
    <Button variant="ghost" size="sm" pending={isPending} onClick={leave}>
      {t("signOut")}
    </Button>
  );
}
