"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { signUp } from "@/lib/entry/actions";
import { FailureText } from "../factors/failure-text";
import { SetupHeading } from "../frame/setup-heading";
import { ButtonLink } from "../ui/button-link";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { SubmitButton } from "../ui/submit-button";
import { TextButton, TextLink } from "../ui/text-link";
import { NewPassword } from "./form/new-password";
import { useEntryForm } from "./form/use-entry-form";

type SignUpInput = { workspaceName: string; name: string; email: string; password: string };

const TEXTS = [
  { name: "workspaceName", label: "workspace", autoComplete: "organization", type: "text" },
  { name: "name", label: "name", autoComplete: "name", type: "text" },
  { name: "email", label: "email", autoComplete: "username", type: "email" },
] as const;

/** A new workspace with its owner; then the mail has to be opened. The same screen for an address that is taken. */
export function SignUpScreen({ minLength }: { minLength: number }) {
  const [sentTo, setSentTo] = useState<string | null>(null);
  return sentTo === null ? (
    <SignUpForm minLength={minLength} onSent={setSentTo} />
  ) : (
    <SentScreen email={sentTo} onAgain={() => setSentTo(null)} />
  );
}

function SignUpForm({ minLength, onSent }: { minLength: number; onSent: (email: string) => void }) {
  const t = useTranslations("sign-up");
  const { submit, isPending, failureAt } = useEntryForm(
    ["workspaceName", "name", "email", "password"],
    (input: SignUpInput) => signUp(input),
    ({ email }) => onSent(email),
  );
  return (
    <>
      <SetupHeading title={t("title")}>{t("lead")}</SetupHeading>
      <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-6">
        {TEXTS.map(({ name, label, autoComplete, type }) => {
          const failure = failureAt(name);
          const wrong = { invalid_input: t(name === "email" ? "emailWrong" : "missing") };
          return (
            <Field
              key={name}
              label={t(label)}
              hint={name === "workspaceName" ? t("workspaceHint") : undefined}
              error={failure && <FailureText failure={failure} instead={wrong} />}
            >
              <Input name={name} type={type} autoComplete={autoComplete} maxLength={254} />
            </Field>
          );
        })}
        <NewPassword label={t("password")} minLength={minLength} failure={failureAt("password", true)} />
        <SubmitButton wide pending={isPending}>
          {t("submit")}
        </SubmitButton>
      </form>
      <p className="mt-6 text-sm text-muted">
        {t.rich("haveOne", { link: (words) => <TextLink href="/sign-in">{words}</TextLink> })}
      </p>
    </>
  );
}

function SentScreen({ email, onAgain }: { email: string; onAgain: () => void }) {
  const t = useTranslations("sign-up");
  return (
    <>
      <SetupHeading title={t("sentTitle")}>{t("sentText", { email })}</SetupHeading>
      <p className="mb-6 text-sm text-muted">
        {t.rich("sentNothing", {
          again: (words) => (
            <TextButton className="max-sm:min-h-0" onClick={onAgain}>
              {words}
            </TextButton>
          ),
        })}
      </p>
      <ButtonLink wide variant="secondary" href="/sign-in">
        {t("toSignIn")}
      </ButtonLink>
    </>
  );
}
