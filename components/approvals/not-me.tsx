"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { endSessionsNotMine } from "@/lib/flows/approvals/actions";
import type { OpenQuestion } from "@/lib/flows/approvals/questions";
import { attempt, type Failure } from "../factors/attempt";
import { FailureText } from "../factors/failure-text";
import { Button } from "../ui/button";
import { ButtonLink } from "../ui/button-link";
import { Notice } from "../ui/notice";
import { signDeed } from "./device-key";

/** After "this is not me": what it means, and the two things to do about it. */
export function NotMe({ question, onClose }: { question: OpenQuestion; onClose: () => void }) {
  const t = useTranslations("approve");
  const [isPending, setIsPending] = useState(false);
  const [isEnded, setIsEnded] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const end = async () => {
    setIsPending(true);
    const signature = await signDeed(question.credentialId, question.id, "end_sessions");
    const result = signature
      ? await attempt(() => endSessionsNotMine({ approvalId: question.id, signature }))
      : null;
    setIsPending(false);
    if (result?.ok) setIsEnded(true);
    else setFailure(result ?? { code: "proof_rejected" });
  };
  return (
    <section className="flex flex-col gap-4 rounded-md border border-danger bg-raised p-4">
      <h2 className="text-lg font-semibold">{t("notMeTitle")}</h2>
      <p>{t("notMeText")}</p>
      {failure && (
        <Notice tone="danger">
          <FailureText failure={failure} />
        </Notice>
      )}
      {isEnded && <Notice tone="success">{t("sessionsEnded")}</Notice>}
      <div className="flex flex-col gap-2">
        {!isEnded && (
          <Button wide variant="danger" pending={isPending} onClick={() => void end()}>
            {t("endSessions")}
          </Button>
        )}
        <ButtonLink wide variant="secondary" href="/forgot-password">
          {t("newPassword")}
        </ButtonLink>
        <Button wide variant="ghost" onClick={onClose}>
          {t("backToList")}
        </Button>
      </div>
    </section>
  );
}
