"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { deletePolicy } from "@/lib/admin/policies/actions";
import type { PolicyItem } from "@/lib/admin/policies/page";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { useKept } from "../settings/use-kept";
import { AlertDialog, AlertDialogContent } from "../ui/alert-dialog";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Select } from "../ui/select";

/** Asks before a policy goes, and where its members go. */
export function DeleteDialog({
  policy,
  policies,
  onClose,
}: {
  policy: PolicyItem;
  policies: readonly PolicyItem[];
  onClose: () => void;
}) {
  const t = useTranslations("policies");
  const router = useRouter();
  const key = `delete ${policy.id}`;
  const { name } = policy.settings;
  const deed = useDeed(key, deletePolicy, () => {
    toast.success(t("deleted", { name }));
    router.refresh();
    onClose();
  });
  const others = policies.filter(({ id }) => id !== policy.id);
  const [moveTo, setMoveTo] = useKept<string>(key, others.find(({ isDefault }) => isDefault)?.id ?? "");
  const hasMembers = policy.members > 0;
  const remove = () => deed.start({ policyId: policy.id, moveTo: hasMembers ? moveTo : null });
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={t("deleteTitle", { name })}
        description={hasMembers ? t("deleteMembers", { count: policy.members }) : t("deleteEmpty")}
        action={
          <Button variant="danger" pending={deed.isPending} onClick={remove}>
            {t("deleteDeed")}
          </Button>
        }
      >
        <div className="flex flex-col gap-4">
          {hasMembers && (
            <Field label={t("moveTo")}>
              <Select value={moveTo} onChange={(event) => setMoveTo(event.target.value)}>
                {others.map(({ id, settings }) => (
                  <option key={id} value={id}>
                    {settings.name}
                  </option>
                ))}
              </Select>
            </Field>
          )}
          <FailureNotice failure={deed.failure} />
        </div>
      </AlertDialogContent>
    </AlertDialog>
  );
}
