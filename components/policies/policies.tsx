"use client";

import { useTranslations } from "next-intl";
import type { PoliciesPage } from "@/lib/admin/policies/page";
import { useKept } from "../settings/use-kept";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/section";
import { DeleteDialog } from "./delete-dialog";
import { ImportDialog } from "./import/import-dialog";
import { PolicyCard } from "./policy-card";
import { PolicySheet } from "./policy-sheet";

type Open = { what: "edit" | "delete"; policyId: string } | { what: "new" | "import" };

/** Every policy with its members, and the ways to make, change, leave and remove one. */
export function Policies({ page }: { page: PoliciesPage }) {
  const t = useTranslations("policies");
  const [open, setOpen] = useKept<Open | null>("policies", null);
  const opened = page.policies.find(({ id }) => open && "policyId" in open && id === open.policyId);
  const refusal = page.canManage ? undefined : t("noRight");
  const close = () => setOpen(null);
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
            onEdit={() => setOpen({ what: "edit", policyId: policy.id })}
            onDelete={() => setOpen({ what: "delete", policyId: policy.id })}
          />
        ))}
      </ul>
      {open?.what === "new" && <PolicySheet policy={null} page={page} onClose={close} />}
      {opened && open?.what === "edit" && <PolicySheet policy={opened} page={page} onClose={close} />}
      {opened && open?.what === "delete" && (
        <DeleteDialog policy={opened} policies={page.policies} onClose={close} />
      )}
      {open?.what === "import" && <ImportDialog policies={page.policies} onClose={close} />}
    </div>
  );
}
