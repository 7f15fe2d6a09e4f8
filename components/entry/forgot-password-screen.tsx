"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { requestPasswordReset } from "@/lib/entry/actions";
import { StepHeading } from "../factors/enroll/step-heading";
import { FailureText } from "../factors/failure-text";
import { SetupHeading } from "../frame/setup-heading";
import { ButtonLink } from "../ui/button-link";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { SubmitButton } from "../ui/submit-button";
import { TextLink } from "../ui/text-link";
import { useEntryForm } from "./form/use-entry-form";

/** Asks for a reset link. What it says is the same whether there is an account or not. */
export function ForgotPasswordScreen() {
  const t = useTranslations("recovery");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { submit, isPending, failureAt } = useEntryForm(
    ["email"],
    (input: { email: string }) => requestPasswordReset(input),
    ({ email }) => setSentTo(email),
  );
  if (sentTo !== null) {
    return (
      <>
        <StepHeading level="h1" title={t("sentTitle")} takesFocus>
          <p>{t("sentText", { email: sentTo })}</p>
          <p className="mt-2">{t("sentKeeps")}</p>
        </StepHeading>
        <ButtonLink wide variant="secondary" href="/sign-in">
          {t("back")}
        </ButtonLink>
      </>
    );
  }
  const failure = failureAt("email", true);
  return (
    <>
      <SetupHeading title={t("forgotTitle")}>{t("forgotText")}</SetupHeading>
      <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-6">
        <Field
          label={t("email")}
          error={failure && <FailureText failure={failure} instead={{ invalid_input: t("emailWrong") }} />}
        >
          <Input name="email" type="email" autoComplete="username" autoFocus spellCheck={false} />
        </Field>
        <SubmitButton wide pending={isPending}>
          {t("send")}
        </SubmitButton>
      </form>
      <p className="mt-4">
        <TextLink isAlone href="/sign-in">
          {t("back")}
        </TextLink>
      </p>
    </>
  );
}
