"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { confirmNewAddress } from "@/lib/account/actions";
import type { NewAddress } from "@/lib/account/profile";
import { attempt, type Failure } from "../factors/attempt";
import { FailureText } from "../factors/failure-text";
import { SetupHeading } from "../frame/setup-heading";
import { Button } from "../ui/button";
import { ButtonLink } from "../ui/button-link";
import { Notice } from "../ui/notice";
import { DeadLink } from "./dead-link";

/** Opening the link changes nothing; the button does. */
export function ConfirmNewAddress({ token, address }: { token: string; address: NewAddress | null }) {
  const t = useTranslations("profile");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, setIsPending] = useState(false);
  const [next, setNext] = useState<string | null>(null);
  const confirm = async () => {
    setIsPending(true);
    const result = await attempt(() => confirmNewAddress({ token }));
    if (result.ok) return setNext(result.data.next);
    setFailure(result);
    setIsPending(false);
  };
  if (!address || failure?.code === "token_invalid")
    return <DeadLink title={t("linkTitle")} text={t("linkText")} href="/sign-in" action={t("go")} />;
  if (next !== null) {
    return (
      <>
        <SetupHeading title={t("confirmedTitle")}>
          {t("confirmedText", { email: address.email })}
        </SetupHeading>
        <ButtonLink wide href={next}>
          {t("go")}
        </ButtonLink>
      </>
    );
  }
  return (
    <>
      <SetupHeading title={t("confirmTitle")}>
        {t("confirmText", { email: address.email, workspace: address.workspaceName })}
      </SetupHeading>
      <div className="flex flex-col gap-4">
        {failure && (
          <Notice tone="danger">
            <FailureText failure={failure} />
          </Notice>
        )}
        <Button wide pending={isPending} onClick={() => void confirm()}>
          {t("confirm")}
        </Button>
      </div>
    </>
  );
}
