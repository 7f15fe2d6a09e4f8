"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { signOut } from "@/lib/entry/actions";
import type { Waiting } from "@/lib/oidc/interactions/service";
import type { ChallengeKind, FactorKind } from "@/lib/policy/core/types";
import { Picture } from "../applications/picture";
import { attempt } from "../factors/attempt";
import { Challenge } from "../factors/challenge/challenge";
import { Enrollment } from "../factors/enrollment";
import { SetupHeading } from "../frame/setup-heading";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { BackButton } from "./back-button";
import { GoingOn } from "./going-on";

type Props = {
  waiting: Waiting & { isOver: boolean };
  email: string;
  preferred: string | null;
  withCodes: boolean;
};

/**
 * What stands between the user and an application. What it was given on arrival stays: a proof makes the page render
 * again before it is left.
 */
export function AuthorizeScreen(given: Props) {
  const [{ waiting, email, preferred, withCodes }] = useState(given);
  const { id, kind, application, returnTo } = waiting;
  const t = useTranslations("authorize");
  const goOn = () => window.location.assign(returnTo);
  if (waiting.isOver || kind === "sign_in" || kind === "consent")
    return <GoingOn application={application.name} to={returnTo} />;
  if (kind === "other_account") return <OtherAccount waiting={waiting} email={email} />;
  const why = waiting.ruleFails ? <Notice tone="warning">{t("ruleFails")}</Notice> : null;
  if (kind === "set_up") {
    return (
      <>
        <Enrollment
          heading="h1"
          methods={waiting.factors as FactorKind[]}
          purpose="two_factor"
          askedBy={id}
          withCodes={withCodes}
          returnTo={`/interaction/${id}`}
          title={t("setUpTitle")}
          intro={
            <div className="flex flex-col gap-3">
              <p>{t("setUpText", { application: application.name })}</p>
              {why}
            </div>
          }
          onDone={goOn}
        />
        <div className="mt-4">
          <BackButton id={id} application={application.name} />
        </div>
      </>
    );
  }
  return (
    <>
      <Picture application={application} />
      <SetupHeading title={t("stepUpTitle")}>
        {t("stepUpText", { application: application.name, email })}
      </SetupHeading>
      {why && <div className="mb-6">{why}</div>}
      <Challenge
        kinds={waiting.factors as ChallengeKind[]}
        first={preferred}
        purpose="step_up"
        returnTo={`/interaction/${id}`}
        onDone={goOn}
      />
      <div className="mt-4">
        <BackButton id={id} application={application.name} />
      </div>
    </>
  );
}

/** Somebody is signed in whom the application cannot mean. */
function OtherAccount({ waiting, email }: { waiting: Waiting; email: string }) {
  const t = useTranslations("authorize");
  const [isPending, setIsPending] = useState(false);
  const { restart, application } = waiting;
  const change = async () => {
    setIsPending(true);
    await attempt(() => signOut({}));
    window.location.assign(restart ?? "/sign-in");
  };
  return (
    <>
      <SetupHeading title={t("otherTitle")}>
        {t("otherText", { application: application.name, email })}
      </SetupHeading>
      <div className="flex flex-col gap-2">
        {restart && (
          <Button wide pending={isPending} onClick={change}>
            {t("otherChange")}
          </Button>
        )}
        <BackButton id={waiting.id} application={application.name} />
      </div>
    </>
  );
}
