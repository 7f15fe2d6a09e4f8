"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { verifyEmail } from "@/lib/entry/actions";
import { attempt, type Failure } from "../factors/attempt";
import { FailureText } from "../factors/failure-text";
import { SetupHeading } from "../frame/setup-heading";
import { Button } from "../ui/button";
import { ButtonLink } from "../ui/button-link";
import { Notice } from "../ui/notice";
import { DeadLink } from "./dead-link";

/** Opening the link changes nothing; the button does. */
export function ConfirmAddress({ token }: { token: string }) {
  const t = useTranslations("sign-up");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, setIsPending] = useState(false);
  const [next, setNext] = useState<string | null>(null);
  const confirm = async () => {
    setIsPending(true);
    const result = await attempt(() => verifyEmail({ token }));
    if (result.ok) return setNext(result.data.next);
    setFailure(result);
    setIsPending(false);
  };
  if (next !== null) {
    return (
      <>
        <SetupHeading title={t("confirmedTitle")}>{t("confirmedText")}</SetupHeading>
        <ButtonLink wide href={next}>
          {t("toSignIn")}
        </ButtonLink>
      </>
    );
  }
  if (failure?.code === "token_invalid") {
    return <DeadLink title={t("linkTitle")} text={t("linkText")} href="/sign-in" action={t("toSignIn")} />;
  }
  return (
    <>
      <SetupHeading title={t("confirmTitle")}>{t("confirmText")}</SetupHeading>
      <div className="flex flex-col gap-4">
        {failure && (
          <Notice tone="danger">
            <FailureText failure={failure} />
          </Notice>
        )}
        <Button wide pending={isPending} onClick={confirm}>
          {t("confirm")}
        </Button>
      </div>
    </>
  );
}
