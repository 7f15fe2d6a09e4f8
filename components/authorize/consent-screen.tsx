"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { giveConsent } from "@/lib/oidc/actions";
import type { Waiting } from "@/lib/oidc/interactions/service";
import { Picture } from "../applications/picture";
import { attempt, type Failure } from "../factors/attempt";
import { SetupHeading } from "../frame/setup-heading";
import { FailureNotice } from "../settings/failure-notice";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { BackButton } from "./back-button";
import { useScopeWords } from "./scope-words";

/** What an application asks for, each to be ticked or not; signing in itself is not among them. */
export function ConsentScreen({
  waiting,
  email,
  workspace,
}: {
  waiting: Waiting;
  email: string;
  workspace: string;
}) {
  const t = useTranslations("authorize");
  const words = useScopeWords();
  const { id, application, claims } = waiting;
  const asked = [
    ...new Set(
      [...waiting.scopes, ...Object.values(waiting.resources).flat()].filter((name) => name !== "openid"),
    ),
  ];
  const [ticked, setTicked] = useState<readonly string[]>(asked);
  const [isPending, setIsPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const allow = async () => {
    setIsPending(true);
    const result = await attempt(() => giveConsent({ id, scopes: [...ticked] }));
    if (result.ok) return window.location.assign(result.data.next);
    setFailure(result);
    setIsPending(false);
  };
  const toggle = (scope: string, isOn: boolean) =>
    setTicked(isOn ? [...ticked, scope] : ticked.filter((name) => name !== scope));
  return (
    <>
      <Picture application={application} />
      <SetupHeading title={t("consentTitle", { application: application.name })}>
        {t("consentText", { application: application.name, email, workspace })}
      </SetupHeading>
      {asked.length > 0 && (
        <fieldset className="mb-6 flex flex-col gap-4">
          <legend className="mb-3 text-sm text-muted">{t("consentAsks")}</legend>
          {asked.map((scope) => (
            <Checkbox
              key={scope}
              label={words(scope)}
              checked={ticked.includes(scope)}
              onChange={(event) => toggle(scope, event.target.checked)}
            />
          ))}
        </fieldset>
      )}
      {claims.length > 0 && (
        <p className="mb-6 text-sm text-muted">{t("consentClaims", { claims: claims.join(", ") })}</p>
      )}
      <div className="flex flex-col gap-2">
        <FailureNotice failure={failure} />
        <Button wide pending={isPending} onClick={allow}>
          {t("allow")}
        </Button>
        <BackButton id={id} application={application.name} label={t("deny")} />
      </div>
      <p className="mt-6 text-sm text-muted">{t("consentLater")}</p>
    </>
  );
}
