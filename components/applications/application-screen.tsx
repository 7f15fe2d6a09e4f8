"use client";

import { useTranslations } from "next-intl";
import { useDates } from "@/lib/i18n/use-dates";
import type { Application } from "@/lib/oidc/applications/page";
import { useKept } from "../settings/use-kept";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { Facts } from "../ui/facts";
import { PageHeader, Section } from "../ui/section";
import { TextLink } from "../ui/text-link";
import { DeleteDialog } from "./delete-dialog";
import { DetailsSection } from "./details-section";
import { RuleSection } from "./rule/rule-section";
import { SecretsSection } from "./secrets-section";

/** One application: what it is, its secrets, and when it asks for a second factor. */
export function ApplicationScreen({ application, email }: { application: Application; email: string }) {
  const t = useTranslations("applications");
  const dates = useDates();
  const [isDeleting, setIsDeleting] = useKept<boolean>("delete", false);
  const { id, details, version, rule, secrets, createdBy, createdAt } = application;
  const added = dates.day(createdAt);
  return (
    <div className="max-w-[800px]">
      <p className="mb-2 text-sm">
        <TextLink href="/settings/applications" isAlone>
          {t("back")}
        </TextLink>
      </p>
      <PageHeader title={<span className="[overflow-wrap:anywhere]">{details.name}</span>} />
      <Facts
        className="mb-6"
        items={[
          {
            key: "id",
            term: t("clientId"),
            value: (
              <span className="flex flex-wrap items-center gap-3">
                <code className="font-mono break-all">{id}</code>
                <CopyButton value={id} label={t("copyId")} variant="ghost" />
              </span>
            ),
          },
          { key: "type", term: t("type"), value: t(`kind.${details.kind}`) },
          {
            key: "added",
            term: t("added"),
            value: createdBy ? t("addedBy", { date: added, name: createdBy }) : added,
          },
        ]}
      />
      <RuleSection key={JSON.stringify(rule)} application={application} email={email} />
      <DetailsSection key={version} clientId={id} version={version} details={details} />
      {secrets && <SecretsSection clientId={id} name={details.name} secrets={secrets} />}
      <Section title={t("deleteTitle")} description={t("deleteText")}>
        <Button variant="danger" onClick={() => setIsDeleting(true)}>
          {t("delete")}
        </Button>
      </Section>
      {isDeleting && <DeleteDialog clientId={id} name={details.name} onClose={() => setIsDeleting(false)} />}
    </div>
  );
}
