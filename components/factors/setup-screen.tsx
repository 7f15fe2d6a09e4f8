"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { deferSetup } from "@/lib/flows/actions";
import type { FactorKind } from "@/lib/policy/core/types";
import { SetupHeading } from "../frame/setup-heading";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { attempt, type Failure } from "./attempt";
import { Enrollment } from "./enrollment";
import { FailureText } from "./failure-text";
import { SetupReasons, type SetupWhy } from "./setup-reasons";

export type SetupStage = "wall" | "grace" | "lifted" | "codes";

/**
 * The forced set-up. What it was given on arrival stays: proving the factor makes the page render again as signed in,
 * while the codes are still to be stored.
 */
export function SetupScreen(given: {
  stage: SetupStage;
  methods: readonly FactorKind[];
  later: readonly FactorKind[];
  why: SetupWhy;
  withCodes: boolean;
  returnTo: string;
  /** Rewrites the cookie and goes on. */
  onwardHref: string;
}) {
  const [{ stage, methods, later, why, withCodes, returnTo, onwardHref }] = useState(given);
  const t = useTranslations("setup");
  const [isWizard, setIsWizard] = useState(stage === "wall" || stage === "codes");
  const rememberCodesStep = () => {
    if (!withCodes) return;
    const here = new URLSearchParams({ step: "codes", returnTo });
    window.history.replaceState(null, "", `/setup-mfa?${here}`);
  };
  if (isWizard) {
    return (
      <Enrollment
        heading="h1"
        methods={methods}
        later={later}
        purpose="two_factor"
        withCodes={withCodes}
        returnTo={returnTo}
        start={stage === "codes" ? "codes" : "choose"}
        title={t("title")}
        intro={<SetupReasons why={why} />}
        onProved={rememberCodesStep}
        onDone={(next) => window.location.assign(next)}
      />
    );
  }
  if (stage === "grace") {
    return <Grace why={why} returnTo={returnTo} onStart={() => setIsWizard(true)} />;
  }
  return (
    <>
      <SetupHeading title={t("liftedTitle")}>{t("liftedText")}</SetupHeading>
      <div className="flex flex-col gap-2">
        <Button wide onClick={() => setIsWizard(true)}>
          {t("finishAnyway")}
        </Button>
        <ContinueButton href={onwardHref} />
      </div>
    </>
  );
}

function ContinueButton({ href }: { href: string }) {
  const t = useTranslations("common");
  return (
    <Button wide variant="secondary" onClick={() => window.location.assign(href)}>
      {t("continue")}
    </Button>
  );
}

/** There is time: `Set up now` or `Later`, with the day on which it ends. */
function Grace({ why, returnTo, onStart }: { why: SetupWhy; returnTo: string; onStart: () => void }) {
  const t = useTranslations("setup");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, setIsPending] = useState(false);
  const defer = async () => {
    setIsPending(true);
    const result = await attempt(() => deferSetup({ returnTo }));
    if (result.ok) return window.location.assign(result.data.next);
    setFailure(result);
    setIsPending(false);
  };
  return (
    <>
      <SetupHeading title={t("title")}>
        <SetupReasons why={why} />
      </SetupHeading>
      <div className="flex flex-col gap-2">
        {failure && (
          <Notice tone="danger">
            <FailureText failure={failure} />
          </Notice>
        )}
        <Button wide onClick={onStart}>
          {t("now")}
        </Button>
        <Button wide variant="secondary" pending={isPending} onClick={defer}>
          {t("later")}
        </Button>
      </div>
    </>
  );
}
