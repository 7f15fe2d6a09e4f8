"use client";

import { useTranslations } from "next-intl";
import { acceptInvitation } from "@/lib/admin/actions";
import { FailureText } from "../factors/failure-text";
import { SetupHeading } from "../frame/setup-heading";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { SubmitButton } from "../ui/submit-button";
import { DeadLink } from "./dead-link";
import { NewPassword } from "./form/new-password";
import { useEntryForm } from "./form/use-entry-form";
import { UsernameForManagers } from "./form/username-for-managers";

/** Name and password of somebody invited; set-up follows at once where it is required. */
export function InvitationScreen({
  token,
  workspaceName,
  email,
  name,
  minLength,
}: {
  token: string;
  workspaceName: string;
  email: string;
  name: string;
  minLength: number;
}) {
  const t = useTranslations("invite");
  const { submit, isPending, failureAt } = useEntryForm(
    ["name", "password"],
    (input: { name: string; password: string }) => acceptInvitation({ ...input, token }),
    ({ next }) => window.location.assign(next),
  );
  const atName = failureAt("name");
  const atPassword = failureAt("password", true);
  if (atPassword?.code === "token_invalid") return <DeadInvitation />;
  return (
    <>
      <SetupHeading title={t("title", { workspace: workspaceName })}>{t("lead", { email })}</SetupHeading>
      <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-6">
        <UsernameForManagers email={email} />
        <Field
          label={t("name")}
          error={atName && <FailureText failure={atName} instead={{ invalid_input: t("missing") }} />}
        >
          <Input name="name" autoComplete="name" defaultValue={name} maxLength={100} />
        </Field>
        <NewPassword label={t("password")} minLength={minLength} failure={atPassword} />
        <SubmitButton wide pending={isPending}>
          {t("submit")}
        </SubmitButton>
      </form>
    </>
  );
}

export function DeadInvitation() {
  const t = useTranslations("invite");
  return <DeadLink title={t("linkTitle")} text={t("linkText")} href="/sign-in" action={t("signIn")} />;
}
