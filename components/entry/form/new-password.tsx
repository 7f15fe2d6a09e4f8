"use client";

import { useTranslations } from "next-intl";
import type { Failure } from "../../factors/attempt";
import { FailureText } from "../../factors/failure-text";
import { Field } from "../../ui/field";
import { PasswordInput } from "../../ui/password-input";

/** A password that is being chosen, with how long it has to be. */
export function NewPassword({
  label,
  minLength,
  failure,
}: {
  label: string;
  minLength: number;
  failure: Failure | null;
}) {
  const t = useTranslations("sign-up");
  const instead = {
    password_too_short: t("passwordTooShort", { min: minLength }),
    invalid_input: t("missing"),
  };
  return (
    <Field
      label={label}
      hint={t("passwordHint", { min: minLength })}
      error={failure && <FailureText failure={failure} instead={instead} />}
    >
      <PasswordInput name="password" autoComplete="new-password" />
    </Field>
  );
}
