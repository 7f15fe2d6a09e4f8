"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { PoliciesPage, PolicyItem } from "@/lib/admin/policies/page";
import { useReopen } from "../settings/use-carry-on";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/section";
import { DeleteDialog } from "./delete-dialog";
import { ImportDialog } from "./import/import-dialog";
import { PolicyCard } from "./policy-card";
import { PolicySheet } from "./policy-sheet";

type Open = { what: "edit" | "delete"; policy: PolicyItem } | { what: "new" | "import" };

/** Every policy with its members, and the ways to make, change, leave and remove one. */
export function Policies({ page }: { page: PoliciesPage }) {
  const t = useTranslations("policies");
  const [open, setOpen] = useState<Open | null>(null);
  const refusal = page.canManage ? undefined : t("noRight");
  const close = () => setOpen(null);
  useReopen((name) => {
    const policy = page.policies.find(({ id }) => name === `policy ${id}`);
    if (policy) setOpen({ what: "edit", policy });
    if (name === "policy new") setOpen({ what: "new" });
  });
  return (
    <div className="max-w-[800px]">
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <div className="flex flex-wrap gap-2">
            <Button variant="secondary" disabledReason={refusal} onClick={() => setOpen({ what: "import" })}>
              {t("import")}
            </Button>
            <Button disabledReason={refusal} onClick={() => setOpen({ what: "new" })}>
              {t("new")}
            </Button>
          </div>
        }
      />
      {refusal && <Notice className="mb-6">{refusal}</Notice>}
      <ul className="flex flex-col gap-4">
        {page.policies.map((policy) => (
          <PolicyCard
            key={policy.id}
            policy={policy}
            isOwn={policy.id === page.ownPolicyId}
            refusal={refusal}
            onEdit={() => setOpen({ what: "edit", policy })}
            onDelete={() => setOpen({ what: "delete", policy })}
          />
        ))}
      </ul>
      {open?.what === "new" && <PolicySheet policy={null} page={page} onClose={close} />}
      {open?.what === "edit" && <PolicySheet policy={open.policy} page={page} onClose={close} />}
      {open?.what === "delete" && (
        <DeleteDialog policy={open.policy} policies={page.policies} onClose={close} />
      )}
      {open?.what === "import" && <ImportDialog policies={page.policies} onClose={close} />}
    </div>
  );
}
