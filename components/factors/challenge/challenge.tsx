"use client";

import { useTranslations } from "next-intl";
import { type ComponentType, useEffect, useId, useRef, useState } from "react";
import type { ChallengeKind } from "@/lib/policy/core/types";
import { Button } from "../../ui/button";
import { Choice } from "../../ui/choice";
import { TextButton, TextLink } from "../../ui/text-link";
import { FactorIcon } from "../icon";
import { PasskeyChallenge } from "./passkey-challenge";
import { PasswordChallenge } from "./password-challenge";
import { PushChallenge } from "./push-challenge";
import { RecoveryChallenge } from "./recovery-challenge";
import { SmsChallenge } from "./sms-challenge";
import { TotpChallenge } from "./totp-challenge";
import type { ChallengeProps } from "./use-challenge";

/** Adding a factor adds a line. */
const CHALLENGES: Partial<Record<ChallengeKind, ComponentType<ChallengeProps>>> = {
  passkey: PasskeyChallenge,
  totp: TotpChallenge,
  sms: SmsChallenge,
  push: PushChallenge,
  recovery_code: RecoveryChallenge,
  password: PasswordChallenge,
};

/**
 * What the user can be asked for, one at a time: the preferred one at once, the rest behind `Use another method`.
 * `recoveryHref` is this page's own address with the recovery code chosen, where the screen has one.
 */
export function Challenge({
  kinds,
  first,
  recoveryHref,
  ...props
}: ChallengeProps & { kinds: readonly ChallengeKind[]; first?: string | null; recoveryHref?: string }) {
  const t = useTranslations("factors");
  // Kept as they were on arrival: the right answer makes the page render again before it is left.
  const [offered] = useState(() => kinds.filter((kind) => CHALLENGES[kind] !== undefined));
  const [chosen, setChosen] = useState(() => offered.find((kind) => kind === first) ?? offered[0]);
  const [isChoosing, setIsChoosing] = useState(false);
  const step = useRef<HTMLDivElement>(null);
  const shown = useRef({ chosen, isChoosing });
  const chooseLabel = useId();
  const choose = (kind: ChallengeKind) => {
    setChosen(kind);
    setIsChoosing(false);
  };
  // What was pressed is gone: the focus goes to the first control of what took its place.
  useEffect(() => {
    const isFirst = shown.current.chosen === chosen && shown.current.isChoosing === isChoosing;
    shown.current = { chosen, isChoosing };
    if (!isFirst) step.current?.querySelector<HTMLElement>("input, button")?.focus();
  }, [chosen, isChoosing]);
  const Current = chosen && CHALLENGES[chosen];
  const others = offered.filter((kind) => kind !== "recovery_code" && (isChoosing || kind !== chosen));
  const hasRecovery = offered.includes("recovery_code") && chosen !== "recovery_code";
  const recoveryLabel = t("challenge.useRecovery");
  if (!Current) return null;
  return (
    <div className="flex flex-col gap-6">
      <div ref={step}>
        {isChoosing ? (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset groups a form's fields, these are acts
          <div role="group" aria-labelledby={chooseLabel} className="flex flex-col gap-2">
            <p id={chooseLabel} className="mb-2 text-sm text-muted">
              {t("challenge.choose")}
            </p>
            {others.map((kind) => (
              <Choice
                key={kind}
                icon={<FactorIcon kind={kind} />}
                title={t(`kind.${kind}`)}
                description={t(`about.${kind}`)}
                onClick={() => choose(kind)}
              />
            ))}
          </div>
        ) : (
          <Current key={chosen} {...props} />
        )}
      </div>
      {(others.length > 0 || hasRecovery) && (
        <div className="flex flex-col items-start gap-3">
          {!isChoosing && others.length > 0 && (
            <Button variant="secondary" wide onClick={() => setIsChoosing(true)}>
              {t("anotherMethod")}
            </Button>
          )}
          {hasRecovery && recoveryHref !== undefined && (
            <TextLink
              isAlone
              href={recoveryHref}
              onClick={(event) => {
                event.preventDefault();
                choose("recovery_code");
              }}
            >
              {recoveryLabel}
            </TextLink>
          )}
          {hasRecovery && recoveryHref === undefined && (
            <TextButton onClick={() => choose("recovery_code")}>{recoveryLabel}</TextButton>
          )}
        </div>
      )}
    </div>
  );
}
