"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Program } from "@/lib/oidc/programs/service";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { Notice } from "../../ui/notice";
import { PageHeader } from "../../ui/section";
import { TextLink } from "../../ui/text-link";
import { useKept } from "../use-kept";
import { ProgramCard } from "./program-card";
import { ProgramDialog } from "./program-dialog";
import { SecretDialog, type ShownSecret } from "./secret-dialog";

export type PolicyName = { id: string; name: string };

/** The programs that may call the API, what each may do, and when it last did. */
export function ApiAccess({
  programs,
  policies,
  canManage,
}: {
  programs: readonly Program[];
  policies: readonly PolicyName[];
  canManage: boolean;
}) {
  const t = useTranslations("api.access");
  const [isAdding, setIsAdding] = useKept<boolean>("new program", false);
  const [shown, setShown] = useState<ShownSecret | null>(null);
  const refusal = canManage ? undefined : t("noRight");
  const add = (
    <Button disabledReason={refusal} onClick={() => setIsAdding(true)}>
      {t("add")}
    </Button>
  );
  return (
    <div className="max-w-[880px]">
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={(refusal || programs.length > 0) && add}
      />
      <p className="mb-6 flex flex-wrap gap-x-6 gap-y-2 text-sm">
        <TextLink href="/docs/api">{t("reference")}</TextLink>
        <TextLink href="/docs/api/overview">{t("guide")}</TextLink>
        {canManage && (
          <TextLink href="/api/graphql" target="_blank" prefetch={false}>
            {t("graphiql")}
          </TextLink>
        )}
        <TextLink href="/settings/webhooks">{t("webhooks")}</TextLink>
      </p>
      {refusal && <Notice className="mb-6">{refusal}</Notice>}
      {canManage && programs.length === 0 && (
        <Empty title={t("emptyTitle")} description={t("emptyText")} action={add} />
      )}
      {programs.length > 0 && (
        <ul className="flex flex-col gap-4">
          {programs.map((program) => (
            <ProgramCard
              key={program.id}
              program={program}
              policies={policies}
              refusal={refusal}
              onSecret={setShown}
            />
          ))}
        </ul>
      )}
      {isAdding && (
        <ProgramDialog policies={policies} onClose={() => setIsAdding(false)} onSecret={setShown} />
      )}
      {shown && <SecretDialog shown={shown} onClose={() => setShown(null)} />}
    </div>
  );
}
