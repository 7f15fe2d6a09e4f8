"use client";

import { useTranslations } from "next-intl";
import { useDates } from "@/lib/i18n/use-dates";
import type { Program } from "@/lib/oidc/programs/service";
import { Button } from "../../ui/button";
import { CopyButton } from "../../ui/copy-button";
import { Facts } from "../../ui/facts";
import { Notice } from "../../ui/notice";
import { Card } from "../../ui/section";
import { useKept } from "../use-kept";
import type { PolicyName } from "./api-access";
import { ProgramDialog } from "./program-dialog";
import { ReplaceDialog } from "./replace-dialog";
import { RevokeDialog } from "./revoke-dialog";
import type { ShownSecret } from "./secret-dialog";

type Open = "change" | "replace" | "revoke" | null;

/** One program: what it may do, whom it reaches, when it was used, and the three deeds on it. */
export function ProgramCard({
  program,
  policies,
  refusal,
  onSecret,
}: {
  program: Program;
  policies: readonly PolicyName[];
  refusal: string | undefined;
  onSecret: (shown: ShownSecret) => void;
}) {
  const t = useTranslations("api.access");
  const scopeText = useTranslations("api.scope");
  const when = useDates().moment;
  const nameOf = (id: string) => policies.find((policy) => policy.id === id)?.name ?? id;
  const { id, name, scopes, createdBy, createdAt, lastUsedAt, secrets } = program;
  const [open, setOpen] = useKept<Open>(`${id} open`, null);
  const close = () => setOpen(null);
  const made = createdBy ? t("madeBy", { by: createdBy, when: when(createdAt) }) : when(createdAt);
  return (
    <li>
      <Card>
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <h2 className="min-w-0 text-base font-semibold break-words">{name}</h2>
          <div className="flex flex-wrap gap-2">
            <Button variant="secondary" disabledReason={refusal} onClick={() => setOpen("change")}>
              {t("change")}
            </Button>
            <Button variant="secondary" disabledReason={refusal} onClick={() => setOpen("replace")}>
              {t("replace")}
            </Button>
            <Button variant="danger" disabledReason={refusal} onClick={() => setOpen("revoke")}>
              {t("revoke")}
            </Button>
          </div>
        </div>
        <Facts
          className="mt-3"
          items={[
            { key: "id", term: t("clientId"), value: <ClientId id={id} label={t("copyId", { name })} /> },
            {
              key: "reach",
              term: t("reach"),
              value: program.policies ? program.policies.map(nameOf).join(", ") : t("reachAll"),
            },
            { key: "used", term: t("lastUsed"), value: lastUsedAt ? when(lastUsedAt) : t("neverUsed") },
            { key: "made", term: t("made"), value: made },
            {
              key: "secrets",
              term: t("secrets"),
              value: secrets
                .map(({ ending, expiresAt }) =>
                  expiresAt
                    ? t("secretUntil", { ending, until: when(expiresAt) })
                    : t("secretEnding", { ending }),
                )
                .join(" · "),
            },
          ]}
        />
        {program.isKnownOutside && (
          <Notice tone="warning" className="mt-3">
            {t("knownOutside")}
          </Notice>
        )}
        <details className="mt-3 text-sm">
          <summary>{t("scopeCount", { count: scopes.length })}</summary>
          <ul className="mt-2 flex flex-col gap-1">
            {scopes.map((scope) => (
              <li key={scope}>
                <code className="font-mono">{scope}</code>{" "}
                <span className="text-muted">{scopeText(scope)}</span>
              </li>
            ))}
          </ul>
        </details>
      </Card>
      {open === "change" && (
        <ProgramDialog program={program} policies={policies} onClose={close} onSecret={onSecret} />
      )}
      {open === "replace" && <ReplaceDialog program={program} onClose={close} onSecret={onSecret} />}
      {open === "revoke" && <RevokeDialog program={program} onClose={close} />}
    </li>
  );
}

function ClientId({ id, label }: { id: string; label: string }) {
  return (
    <span className="flex flex-wrap items-center gap-3">
      <code className="font-mono break-all">{id}</code>
      <CopyButton
        value={id}
        label={label}
        variant="ghost"
        className="h-auto min-h-11 whitespace-normal text-left sm:h-auto sm:min-h-10"
      />
    </span>
  );
}
