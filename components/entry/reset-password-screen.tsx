"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { resetPassword } from "@/lib/entry/actions";
import { SetupHeading } from "../frame/setup-heading";
import { ButtonLink } from "../ui/button-link";
import { SubmitButton } from "../ui/submit-button";
import { DeadLink } from "./dead-link";
import { NewPassword } from "./form/new-password";
import { useEntryForm } from "./form/use-entry-form";
import { UsernameForManagers } from "./form/username-for-managers";

/** A new password by a mailed link. It gives no session and leaves every factor alone. */
export function ResetPasswordScreen({
  token,
  email,
  minLength,
}: {
  token: string;
  email: string;
  minLength: number;
}) {
  const t = useTranslations("recovery");
  const [next, setNext] = useState<string | null>(null);
  const { submit, isPending, failureAt } = useEntryForm(
    ["password"],
    (input: { password: string }) => resetPassword({ ...input, token }),
    (data) => setNext(data.next),
  );
  const failure = failureAt("password", true);
  if (next !== null) {
    return (
      <>
        <SetupHeading title={t("doneTitle")}>{t("doneText")}</SetupHeading>
        <ButtonLink wide href={next}>
          {t("signIn")}
        </ButtonLink>
      </>
    );
  }
  if (failure?.code === "token_invalid") return <DeadResetLink />;
  return (
    <>
      <SetupHeading title={t("resetTitle")}>{t("resetText", { email })}</SetupHeading>
      <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-6">
        <UsernameForManagers email={email} />
        <NewPassword label={t("password")} minLength={minLength} failure={failure} />
        <SubmitButton wide pending={isPending}>
          {t("submit")}
        </SubmitButton>
      </form>
    </>
  );
}

export function DeadResetLink() {
  const t = useTranslations("recovery");
  return <DeadLink title={t("linkTitle")} text={t("linkText")} href="/forgot-password" action={t("again")} />;
}
