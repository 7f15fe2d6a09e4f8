"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";
import { confirmPassword } from "@/lib/flows/actions";
import { Field } from "../../ui/field";
import { PasswordInput } from "../../ui/password-input";
import { SubmitButton } from "../../ui/submit-button";
import { attempt, type Failure } from "../attempt";
import { FailureText } from "../failure-text";
import type { ChallengeProps } from "./use-challenge";

/** The password again, where that is all there is to show or what is missing. */
export function PasswordChallenge({ returnTo, onDone }: ChallengeProps) {
  const t = useTranslations("factors");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, setIsPending] = useState(false);
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password"));
    setIsPending(true);
    const result = await attempt(() => confirmPassword({ password, returnTo }));
    if (result.ok) return onDone(result.data.next);
    setFailure(result);
    setIsPending(false);
  };
  const wrong = t("challenge.passwordWrong");
  return (
    <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-6">
      <Field
        label={t("kind.password")}
        hint={t("challenge.password")}
        error={
          failure && (
            <FailureText failure={failure} instead={{ wrong_credentials: wrong, invalid_input: wrong }} />
          )
        }
      >
        <PasswordInput name="password" autoFocus />
      </Field>
      <SubmitButton wide pending={isPending}>
        {t("verify")}
      </SubmitButton>
    </form>
  );
}
