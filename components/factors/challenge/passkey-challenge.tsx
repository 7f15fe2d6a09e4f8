"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import { FailureText } from "../failure-text";
import { askForPasskey } from "../passkey-ceremony";
import { type ChallengeProps, useChallenge } from "./use-challenge";

/** One press opens the browser's own prompt; whatever it answers, the way on stays open. */
export function PasskeyChallenge(props: ChallengeProps) {
  const t = useTranslations("factors");
  const { prove, isPending, failure, fault } = useChallenge("passkey", props);
  const ask = () =>
    prove(async ({ options }) => {
      const ceremony = await askForPasskey(options);
      return ceremony.ok ? { ok: true, answer: { response: ceremony.response } } : ceremony;
    });
  const problem = failure ? <FailureText failure={failure} /> : fault && t(`passkey.${fault}`);
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-muted">{t("challenge.passkey")}</p>
      {problem && !isPending && <Notice tone="danger">{problem}</Notice>}
      <Button wide pending={isPending} onClick={ask}>
        <KeyRound aria-hidden="true" className="size-4" />
        {t("challenge.usePasskey")}
      </Button>
    </div>
  );
}
