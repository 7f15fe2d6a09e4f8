"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import type { Draft } from "@/lib/oidc/rules/schema";
import { Card } from "../../ui/section";
import { TryRecorded } from "./try-recorded";
import { TryUser } from "./try-user";

/** The rule as it stands in the editor, tried on somebody and on what happened. An answer is shown only for the rule it was given for. */
export function TryIt({
  clientId,
  draft,
  scopes,
  email,
}: {
  clientId: string;
  draft: Draft;
  scopes: readonly string[];
  email: string;
}) {
  const t = useTranslations("applications.try");
  const id = useId();
  const key = JSON.stringify(draft);
  return (
    <Card role="group" aria-labelledby={id}>
      <h3 id={id} className="text-base font-semibold">
        {t("title")}
      </h3>
      <p className="mb-4 max-w-[68ch] text-sm text-muted">{t("text")}</p>
      <TryUser clientId={clientId} draft={draft} draftKey={key} scopes={scopes} email={email} />
      <TryRecorded key={key} clientId={clientId} draft={draft} />
    </Card>
  );
}
