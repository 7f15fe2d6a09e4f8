"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { FactorKind } from "@/lib/policy/core/types";
import { Enrollment } from "../factors/enrollment";
import { SetupHeading } from "../frame/setup-heading";
import { ButtonLink } from "../ui/button-link";

export type SetUpLinkStage =
  | { name: "sign_in"; href: string }
  | { name: "not_yours" }
  | { name: "nothing_possible" }
  | { name: "set_up"; methods: readonly FactorKind[]; withCodes: boolean };

/** Where a set-up link leads: to the sign-in first, then to the set-up it asks for. */
export function SetUpLinkScreen({
  workspace,
  issuedBy,
  stage,
}: {
  workspace: string;
  issuedBy: string | null;
  stage: SetUpLinkStage;
}) {
  const t = useTranslations("ways-back.link");
  const router = useRouter();
  if (stage.name === "set_up") {
    return (
      <Enrollment
        heading="h1"
        methods={stage.methods}
        purpose="two_factor"
        withCodes={stage.withCodes}
        returnTo="/settings/two-factor"
        title={t("title")}
        intro={issuedBy ? t("by", { name: issuedBy, workspace }) : t("from", { workspace })}
        onDone={(next) => router.push(next)}
      />
    );
  }
  const text = { sign_in: t("signInText"), not_yours: t("notYours"), nothing_possible: t("nothing") }[
    stage.name
  ];
  return (
    <>
      <SetupHeading title={t("title")}>
        {stage.name === "sign_in" && (
          <p>{issuedBy ? t("by", { name: issuedBy, workspace }) : t("from", { workspace })}</p>
        )}
        <p>{text}</p>
      </SetupHeading>
      <ButtonLink wide prefetch={false} href={stage.name === "sign_in" ? stage.href : "/dashboard"}>
        {stage.name === "sign_in" ? t("signIn") : t("home")}
      </ButtonLink>
    </>
  );
}
