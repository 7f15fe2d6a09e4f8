"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { signOut } from "@/lib/entry/actions";
import { attempt } from "../factors/attempt";
import { useHydrated } from "../factors/hydrated-button";
import { Button } from "../ui/button";

/** Ends the session and leaves; where there is none any more, it leaves just the same. */
export function SignOutButton() {
  const t = useTranslations("common");
  const [isPending, setIsPending] = useState(false);
  const isAwake = useHydrated();
  const leave = async () => {
    setIsPending(true);
    const result = await attempt(() => signOut({}));
    if (!result.ok && result.code === "service_unavailable") setIsPending(false);
    else window.location.assign(result.ok ? result.data.next : "/sign-in");
  };
  return (
    <Button
      variant="ghost"
      size="sm"
      className="disabled:opacity-100"
      disabled={!isAwake}
      pending={isPending}
      onClick={() => void leave()}
    >
      {t("signOut")}
    </Button>
  );
}
