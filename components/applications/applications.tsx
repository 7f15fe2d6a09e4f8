"use client";

import { useTranslations } from "next-intl";
import type { ApplicationsPage } from "@/lib/oidc/applications/page";
import type { Terms } from "@/lib/oidc/terms/schema";
import { useKept } from "../settings/use-kept";
import { Button } from "../ui/button";
import { ButtonLink } from "../ui/button-link";
import { Empty } from "../ui/empty";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/section";
import { TextLink } from "../ui/text-link";
import { ApplicationRow } from "./application-row";
import { NewDialog } from "./new-dialog";
import { TermsSection } from "./terms-section";

/** The applications that people sign in to, and what their requests must prove. `page` null: not for this viewer. */
export function Applications({
  page,
  terms,
  isFirst,
}: {
  page: ApplicationsPage | null;
  terms: Terms | null;
  isFirst: boolean;
}) {
  const t = useTranslations("applications");
  const [isAdding, setIsAdding] = useKept<boolean>("add", false);
  const refusal = page ? undefined : t("noRight");
  const { applications = [], next = null } = page ?? {};
  const add = (
    <Button disabledReason={refusal} onClick={() => setIsAdding(true)}>
      {t("add")}
    </Button>
  );
  return (
    <div className="max-w-[800px]">
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={(refusal || applications.length > 0) && add}
      />
      <p className="mb-6 text-sm">
        <TextLink href="/docs/clients">{t("guide")}</TextLink>
      </p>
      {refusal && <Notice className="mb-6">{refusal}</Notice>}
      {page && applications.length === 0 && (
        <Empty title={t("emptyTitle")} description={t("emptyText")} action={add} />
      )}
      {applications.length > 0 && (
        <ul className="flex flex-col">
          {applications.map((application) => (
            <ApplicationRow key={application.id} application={application} />
          ))}
        </ul>
      )}
      {(next !== null || !isFirst) && (
        <nav aria-label={t("pages")} className="mt-4 flex flex-wrap gap-2">
          {!isFirst && (
            <ButtonLink variant="secondary" href="/settings/applications">
              {t("first")}
            </ButtonLink>
          )}
          {next !== null && (
            <ButtonLink variant="secondary" href={`/settings/applications?after=${encodeURIComponent(next)}`}>
              {t("next")}
            </ButtonLink>
          )}
        </nav>
      )}
      {terms && <TermsSection key={JSON.stringify(terms)} terms={terms} />}
      {isAdding && <NewDialog onClose={() => setIsAdding(false)} />}
    </div>
  );
}
