"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ChallengeKind } from "@/lib/policy/core/types";
import { SetupHeading } from "../frame/setup-heading";
import { ButtonLink } from "../ui/button-link";
import { Checkbox } from "../ui/checkbox";
import { TextLink } from "../ui/text-link";
import { Challenge } from "./challenge/challenge";

const withReturnTo = (path: string, returnTo: string) =>
  `${path}${path.includes("?") ? "&" : "?"}returnTo=${encodeURIComponent(returnTo)}`;

/** The second step of a sign-in, and what is said where no second step can be made. */
export function VerifyScreen({
  email,
  kinds,
  first,
  isLockedOut,
  rememberedDays,
  returnTo,
}: {
  email: string;
  kinds: readonly ChallengeKind[];
  first: string | null;
  isLockedOut: boolean;
  /** For how long this browser may be remembered; null: not at all. */
  rememberedDays: number | null;
  returnTo: string;
}) {
  const t = useTranslations("verify");
  const [remember, setRemember] = useState(false);
  const help = withReturnTo("/recovery", returnTo);
  if (isLockedOut) {
    return (
      <>
        <SetupHeading title={t("title")}>{t("lockedText")}</SetupHeading>
        <p className="mb-6 text-muted">{t("lockedHelp")}</p>
        <ButtonLink wide href={help}>
          {t("help")}
        </ButtonLink>
      </>
    );
  }
  return (
    <>
      <SetupHeading title={t("title")}>{t("signedInAs", { email })}</SetupHeading>
      <Challenge
        kinds={kinds}
        first={first}
        purpose="sign_in"
        remember={remember}
        returnTo={returnTo}
        recoveryHref={withReturnTo("/sign-in/verify?method=recovery_code", returnTo)}
        onDone={(next) => window.location.assign(next)}
      />
      {rememberedDays !== null && (
        <Checkbox
          className="mt-6"
          label={t("remember")}
          hint={t("rememberHint", { days: rememberedDays })}
          checked={remember}
          onChange={(event) => setRemember(event.target.checked)}
        />
      )}
      <p className="mt-4">
        <TextLink isAlone href={help}>
          {t("noneOfThese")}
        </TextLink>
      </p>
    </>
  );
}
