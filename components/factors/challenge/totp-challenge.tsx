"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";
import { CodeField } from "../../ui/code-field";
import { SubmitButton } from "../../ui/submit-button";
import { FailureText } from "../failure-text";
import { type ChallengeProps, useChallenge } from "./use-challenge";

/** Six digits of an authenticator app. A wrong code clears the field and says how to go on. */
export function TotpChallenge(props: ChallengeProps) {
  const t = useTranslations("factors");
  const { prove, isPending, failure, refuse } = useChallenge("totp", props);
  const [code, setCode] = useState("");
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const field = event.currentTarget.querySelector("input");
    if (code.length < 6) return refuse({ code: "invalid_input" });
    if (await prove(async () => ({ ok: true, answer: { code } }))) return;
    setCode("");
    field?.focus();
  };
  return (
    <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-6">
      <CodeField
        label={t("code")}
        hint={t("challenge.totp")}
        value={code}
        onValueChange={setCode}
        error={failure && <FailureText failure={failure} instead={{ invalid_input: t("codeIncomplete") }} />}
      />
      <SubmitButton wide pending={isPending}>
        {t("verify")}
      </SubmitButton>
    </form>
  );
}
