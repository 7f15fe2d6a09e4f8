"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { declineAuthorization } from "@/lib/oidc/actions";
import { attempt, type Failure } from "../factors/attempt";
import { FailureNotice } from "../settings/failure-notice";
import { Button } from "../ui/button";

/** Back to the application, which is told that the user declined. */
export function BackButton({ id, application, label }: { id: string; application: string; label?: string }) {
  const t = useTranslations("authorize");
  const [isPending, setIsPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const goBack = async () => {
    setIsPending(true);
    const result = await attempt(() => declineAuthorization({ id }));
    if (result.ok) return window.location.assign(result.data.next);
    setFailure(result);
    setIsPending(false);
  };
  return (
    <>
      <FailureNotice failure={failure} />
      <Button variant="ghost" wide pending={isPending} onClick={goBack}>
        {label ?? t("back", { application })}
      </Button>
    </>
  );
}
