"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { checkImport, importMembers } from "@/lib/admin/policies/actions";
import type { ImportCheck } from "@/lib/admin/policies/import";
import type { PolicyItem } from "@/lib/admin/policies/page";
import { PreviewFigures } from "../../enforcement/figures";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";
import { Button } from "../../ui/button";
import { Dialog, DialogClose, DialogContent } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Notice } from "../../ui/notice";
import { Select } from "../../ui/select";
import { type TextFile, TextFileField } from "../../ui/text-file-field";
import { ImportRows } from "./import-rows";

/** Moves whoever a file names: first what becomes of each row and of the people, then the deed, all or nobody. */
export function ImportDialog({
  policies,
  onClose,
}: {
  policies: readonly PolicyItem[];
  onClose: () => void;
}) {
  const t = useTranslations("policies.file");
  const common = useTranslations("common");
  const router = useRouter();
  const [policyId, setPolicyId] = useKept<string>("import", policies[0]?.id ?? "");
  const [file, setFile] = useKept<TextFile | null>("import of", null);
  const [check, setCheck] = useKept<ImportCheck | null>("import checked", null);
  const look = useDeed("import looked at", checkImport, setCheck);
  const deed = useDeed("import", importMembers, ({ moved }) => {
    toast.success(t("moved", { count: moved }));
    router.refresh();
    onClose();
  });
  const csv = file?.text ?? "";
  const effect = policies.find(({ id }) => id === policyId)?.settings.effect ?? "next_sign_in";
  const unknown = check?.rows.filter(({ result }) => result === "unknown").length ?? 0;
  const again = () => {
    look.forget();
    deed.forget();
    setCheck(null);
  };
  const canMove = check !== null && unknown === 0 && check.moving > 0 && check.preview.refusal === null;
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={t("title")}
        description={t("text")}
        footer={
          <>
            <DialogClose asChild>
              <Button variant="secondary">{common("cancel")}</Button>
            </DialogClose>
            {check ? (
              <Button
                pending={deed.isPending}
                disabled={!canMove}
                onClick={() => deed.start({ policyId, csv })}
              >
                {t("deed", { count: check.moving })}
              </Button>
            ) : (
              <Button
                pending={look.isPending}
                disabled={csv.trim() === ""}
                onClick={() => look.start({ policyId, csv })}
              >
                {t("check")}
              </Button>
            )}
          </>
        }
      >
        <div className="flex flex-col gap-4">
          <Field label={t("policy")}>
            <Select
              value={policyId}
              onChange={(event) => {
                again();
                setPolicyId(event.target.value);
              }}
            >
              {policies.map(({ id, settings }) => (
                <option key={id} value={id}>
                  {settings.name}
                </option>
              ))}
            </Select>
          </Field>
          <TextFileField
            label={t("file")}
            hint={t("fileHint")}
            accept=".csv,text/csv,text/plain"
            file={file}
            onChange={(chosen) => {
              again();
              setFile(chosen);
            }}
          />
          {check && unknown > 0 && <Notice tone="danger">{t("unknown", { count: unknown })}</Notice>}
          {check && unknown === 0 && check.moving === 0 && <Notice>{t("nobody")}</Notice>}
          {check && unknown === 0 && check.moving > 0 && (
            <PreviewFigures preview={check.preview} effect={effect} />
          )}
          {check && <ImportRows rows={check.rows} />}
          <FailureNotice failure={look.failure ?? deed.failure} />
        </div>
      </DialogContent>
    </Dialog>
  );
}
