"use client";

import { useTranslations } from "next-intl";
import { signIn } from "@/lib/entry/actions";
import { FailureText } from "../factors/failure-text";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { PasswordInput } from "../ui/password-input";
import { SubmitButton } from "../ui/submit-button";
import { TextLink } from "../ui/text-link";
import { useEntryForm } from "./form/use-entry-form";

/** Email and password. What was typed stays whatever the answer is. */
export function SignInForm({ returnTo, email }: { returnTo: string; email: string }) {
  const t = useTranslations("sign-in");
  const { submit, isPending, failureAt } = useEntryForm(
    ["email", "password"],
    (input: { email: string; password: string }) => signIn({ ...input, returnTo }),
    ({ next }) => window.location.assign(next),
  );
  const atEmail = failureAt("email");
  const atPassword = failureAt("password", true);
  return (
    <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-6">
      <Field
        label={t("email")}
        error={atEmail && <FailureText failure={atEmail} instead={{ invalid_input: t("emailMissing") }} />}
      >
        <Input
          name="email"
          type="email"
          defaultValue={email}
          autoComplete="username webauthn"
          autoFocus={!email}
          spellCheck={false}
        />
      </Field>
      <Field
        label={t("password")}
        aside={
          <TextLink isAlone href="/forgot-password">
            {t("forgot")}
          </TextLink>
        }
        error={
          atPassword && <FailureText failure={atPassword} instead={{ invalid_input: t("passwordMissing") }} />
        }
      >
        <PasswordInput name="password" autoFocus={email !== ""} />
      </Field>
      <SubmitButton wide pending={isPending}>
        {t("submit")}
      </SubmitButton>
    </form>
  );
}
