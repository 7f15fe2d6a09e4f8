"use client";

import { useTranslations } from "next-intl";
import type { SubmitEvent } from "react";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { SubmitButton } from "../../ui/submit-button";
import { FailureText } from "../failure-text";
import { type ChallengeProps, useChallenge } from "./use-challenge";

const CODE_LENGTH = 13;

/** One of the stored codes. What was typed stays, so that a slip can be mended. */
export function RecoveryChallenge(props: ChallengeProps) {
  const t = useTranslations("factors.challenge");
  const verify = useTranslations("factors")("verify");
  const { prove, isPending, failure, refuse } = useChallenge("recovery_code", props);
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("recoveryCode"));
    if (code.replace(/[\s-]/g, "").length !== CODE_LENGTH) return refuse({ code: "invalid_input" });
    await prove(async () => ({ ok: true, answer: { code } }));
  };
  const instead = { wrong_code: t("recoveryWrong"), invalid_input: t("recoveryIncomplete") };
  return (
    <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-6">
      <Field
        label={t("recoveryCode")}
        hint={t("recovery")}
        error={failure && <FailureText failure={failure} instead={instead} />}
      >
        <Input
          name="recoveryCode"
          autoFocus
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          className="font-mono uppercase"
        />
      </Field>
      <SubmitButton wide pending={isPending}>
        {verify}
      </SubmitButton>
    </form>
  );
}
