"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";
import { signIn } from "@/lib/entry/actions";
import { attempt, type Failure } from "../factors/attempt";
import { FailureText } from "../factors/failure-text";
import { HydratedSubmit } from "../factors/hydrated-button";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { PasswordInput } from "../ui/password-input";
import { TextLink } from "../ui/text-link";

/** Email and password. What was typed stays whatever the answer is. */
export function SignInForm({ returnTo, forgotHref }: { returnTo: string; forgotHref: string }) {
  const t = useTranslations("sign-in");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, setIsPending] = useState(false);
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = String(form.get("email")).trim();
    const password = String(form.get("password"));
    if (!email || !password) {
      return setFailure({ code: "invalid_input", fields: { [email ? "password" : "email"]: "missing" } });
    }
    setIsPending(true);
    const result = await attempt(() => signIn({ email, password, returnTo }));
    if (result.ok) return window.location.assign(result.data.next);
    setFailure(result);
    setIsPending(false);
  };
  const isEmailWrong = failure?.fields !== undefined && "email" in failure.fields;
  const missing = { invalid_input: t(isEmailWrong ? "emailMissing" : "passwordMissing") };
  const text = failure && <FailureText failure={failure} instead={missing} />;
  return (
    <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-6">
      <Field label={t("email")} error={isEmailWrong && text}>
        <Input name="email" type="email" autoComplete="username webauthn" autoFocus spellCheck={false} />
      </Field>
      <Field
        label={t("password")}
        aside={<TextLink href={forgotHref}>{t("forgot")}</TextLink>}
        error={!isEmailWrong && text}
      >
        <PasswordInput name="password" />
      </Field>
      <HydratedSubmit wide pending={isPending}>
        {t("submit")}
      </HydratedSubmit>
    </form>
  );
}
