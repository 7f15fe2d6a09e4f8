"use client";

import { useTranslations } from "next-intl";
import { redeemAccessPass } from "@/lib/recovery/actions";
import { useEntryForm } from "../entry/form/use-entry-form";
import { FailureText } from "../factors/failure-text";
import { SetupHeading } from "../frame/setup-heading";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { SubmitButton } from "../ui/submit-button";
import { TextLink } from "../ui/text-link";

/** Types in the code that an administrator read out. */
export function AccessPassScreen({ returnTo, backHref }: { returnTo: string; backHref: string }) {
  const t = useTranslations("ways-back.passScreen");
  const { submit, isPending, failureAt } = useEntryForm(
    ["code"],
    ({ code }: { code: string }) => redeemAccessPass({ code, returnTo }),
    ({ next }) => window.location.assign(next),
  );
  const failure = failureAt("code", true);
  return (
    <>
      <SetupHeading title={t("title")}>{t("text")}</SetupHeading>
      <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-6">
        <Field
          label={t("label")}
          hint={t("hint")}
          error={failure && <FailureText failure={failure} instead={{ invalid_input: t("missing") }} />}
        >
          <Input
            name="code"
            autoFocus
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={40}
            className="font-mono"
          />
        </Field>
        <SubmitButton wide pending={isPending}>
          {t("continue")}
        </SubmitButton>
      </form>
      <p className="mt-4">
        <TextLink isAlone href={backHref}>
          {t("back")}
        </TextLink>
      </p>
    </>
  );
}
