"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { startOwnRecovery } from "@/lib/recovery/actions";
import { attempt, type Failure } from "../factors/attempt";
import { FailureText } from "../factors/failure-text";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";

/** The sole owner's own way back: a mailed link, then three days in which it can be cancelled. */
export function OwnRecovery() {
  const t = useTranslations("ways-back.own");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, setIsPending] = useState(false);
  const [isSent, setIsSent] = useState(false);
  const start = async () => {
    setIsPending(true);
    const result = await attempt(() => startOwnRecovery({}));
    setIsPending(false);
    setFailure(result.ok ? null : result);
    setIsSent(result.ok);
  };
  return (
    <div className="flex flex-col gap-4">
      <p>{t("text")}</p>
      {failure && (
        <Notice tone="danger">
          <FailureText failure={failure} />
        </Notice>
      )}
      {isSent ? (
        <Notice tone="success">{t("sent")}</Notice>
      ) : (
        <Button wide variant="secondary" pending={isPending} onClick={start}>
          {t("start")}
        </Button>
      )}
    </div>
  );
}
