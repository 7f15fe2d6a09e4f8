"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ComponentType, type ReactNode, useState } from "react";
import type { FactorKind } from "@/lib/policy/core/types";
import { useKept } from "../settings/use-kept";
import { Button } from "../ui/button";
import { FinishedElsewhere } from "./enroll/finished-elsewhere";
import { MethodChoices } from "./enroll/method-choices";
import { PasskeyEnroll } from "./enroll/passkey-enroll";
import { PushEnroll } from "./enroll/push-enroll";
import { RecoveryCodes } from "./enroll/recovery-codes";
import { type HeadingLevel, StepHeading } from "./enroll/step-heading";
import { TotpEnroll } from "./enroll/totp-enroll";
import type { EnrollProps, EnrollPurpose } from "./enroll/use-enrollment";

/** Adding a factor adds a line. */
const ENROLLS: Partial<Record<FactorKind, ComponentType<EnrollProps>>> = {
  passkey: PasskeyEnroll,
  totp: TotpEnroll,
  // with the list of countries, which nobody else needs
  sms: dynamic(() => import("./enroll/sms-enroll").then(({ SmsEnroll }) => SmsEnroll)),
  push: PushEnroll,
};

const TITLES = {
  passkey: "passkeyTitle",
  totp: "totpTitle",
  sms: "smsTitle",
  push: "pushTitle",
} as const;
/** Whoever has none here heads its own steps. */
const TEXTS: Partial<Record<keyof typeof TITLES, "passkeyText" | "totpText" | "pushText">> = {
  passkey: "passkeyText",
  totp: "totpText",
  push: "pushText",
};
type Known = keyof typeof TITLES;

type Step =
  | { name: "choose" }
  | { name: "enroll"; kind: Known }
  | { name: "elsewhere"; kind: Known }
  | { name: "codes" }
  | { name: "done" };

export type EnrollmentProps = {
  methods: readonly FactorKind[];
  /** Shown with the methods, but not yet open. */
  later?: readonly FactorKind[];
  purpose: EnrollPurpose;
  /** The request of an application that asks for it. */
  askedBy?: string;
  /** Recovery codes follow: where the workspace has them on and the user has none stored. */
  withCodes: boolean;
  /** Ends with `Two-factor authentication is on`; false where it was on before. */
  withEnd?: boolean;
  replaces?: string;
  returnTo?: string;
  /** The level of its headings: `h1` where it is the page. */
  heading?: HeadingLevel;
  /** Heading and words of the first step; else the title follows from the purpose. */
  title?: ReactNode;
  intro?: ReactNode;
  start?: "choose" | "codes";
  /** The factor is stored and the session has risen; what follows can be left. */
  onProved?: () => void;
  onDone: (next: string) => void;
  /** Gives the first step a way back. */
  onCancel?: () => void;
};

/**
 * Choose, prove, store the codes, done: the wizard of the forced set-up and of the settings alike. What it was given on
 * arrival stays, because proving a factor makes the page around it render again.
 */
export function Enrollment({ onProved, onDone, onCancel, ...given }: EnrollmentProps) {
  const [props] = useState(given);
  const { methods, purpose, askedBy, withCodes, withEnd = true, replaces, returnTo, heading = "h2" } = props;
  const t = useTranslations("factors.enroll");
  const common = useTranslations("common");
  const known = methods.filter((kind): kind is Known => kind in ENROLLS);
  const only = known.length === 1 && props.intro === undefined ? known[0] : undefined;
  const first: Step = only ? { name: "enroll", kind: only } : { name: "choose" };
  const [step, setStep] = useKept<Step>("set-up", props.start === "codes" ? { name: "codes" } : first);
  const [hasMoved, setHasMoved] = useState(false);
  const [proved, setProved] = useState<{ kind: Known; next: string } | null>(null);

  const go = (to: Step) => {
    setStep(to);
    setHasMoved(true);
  };
  const finish = () => onDone(proved?.next ?? returnTo ?? "/dashboard");
  const afterCodes = (next?: string) => {
    if (withEnd) return go({ name: "done" });
    return next === undefined ? finish() : onDone(next);
  };
  const counted = (at: number) => {
    const count = withCodes ? 3 : 2;
    const isPartOfOne = only !== undefined || (props.start === "codes" && !withEnd);
    return isPartOfOne ? undefined : t("step", { step: at, count });
  };
  const head = (title: ReactNode, at?: number, words?: ReactNode) => (
    <StepHeading
      key={step.name}
      level={heading}
      title={title}
      step={at === undefined ? undefined : counted(at)}
      takesFocus={hasMoved}
    >
      {words}
    </StepHeading>
  );

  if (step.name === "choose") {
    const title = replaces ? t("replaceTitle") : t(withEnd ? "chooseTitle" : "addTitle");
    return (
      <>
        {head(props.title ?? title, 1, props.intro ?? t("chooseText"))}
        <MethodChoices
          methods={known}
          later={props.later ?? []}
          onChoose={(kind) => go({ name: "enroll", kind: kind as Known })}
        />
        {onCancel && <BackButton onClick={onCancel}>{common("cancel")}</BackButton>}
      </>
    );
  }
  if (step.name === "enroll") {
    const { kind } = step;
    const Enroll = ENROLLS[kind];
    const text = TEXTS[kind];
    const onFactorProved = (next: string) => {
      setProved({ kind, next });
      onProved?.();
      if (withCodes) go({ name: "codes" });
      else afterCodes(next);
    };
    return (
      <>
        {text && head(t(TITLES[kind]), 2, t(text))}
        {Enroll && (
          <Enroll
            purpose={purpose}
            askedBy={askedBy}
            replaces={replaces}
            returnTo={returnTo}
            head={(title, words) => head(title, 2, words)}
            onProved={onFactorProved}
            onFinishedElsewhere={() => go({ name: "elsewhere", kind })}
          />
        )}
        {only === undefined && known.length > 1 && (
          <BackButton onClick={() => go({ name: "choose" })}>{t("otherMethod")}</BackButton>
        )}
        {only === undefined && known.length === 1 && (
          <BackButton onClick={() => go({ name: "choose" })}>{common("back")}</BackButton>
        )}
        {only !== undefined && onCancel && <BackButton onClick={onCancel}>{common("cancel")}</BackButton>}
      </>
    );
  }
  if (step.name === "elsewhere") {
    return (
      <>
        {head(t(TITLES[step.kind]))}
        <FinishedElsewhere />
      </>
    );
  }
  if (step.name === "codes") return <CodesStep head={head} onDone={() => afterCodes()} />;
  return (
    <>
      {head(t("doneTitle"), undefined, t(`done.${proved?.kind ?? "any"}`))}
      <Button wide onClick={finish}>
        {common("continue")}
      </Button>
    </>
  );
}

function CodesStep({
  head,
  onDone,
}: {
  head: (title: ReactNode, at?: number, words?: ReactNode) => ReactNode;
  onDone: () => void;
}) {
  const t = useTranslations("factors.codes");
  return (
    <>
      {head(t("title"), 3, t("text"))}
      <RecoveryCodes onDone={onDone} />
    </>
  );
}

function BackButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <Button variant="ghost" wide className="mt-4" onClick={onClick}>
      {children}
    </Button>
  );
}
