"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { checkImport, importMembers } from "@/lib/admin/policies/actions";
import type { ImportCheck } from "@/lib/admin/policies/import";
import type { PolicyItem } from "@/lib/admin/policies/page";
import { PreviewFigures } from "../../enforcement/figures";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { Button } from "../../ui/button";
import { Dialog, DialogClose, DialogContent } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Notice } from "../../ui/notice";
import { Select } from "../../ui/select";
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
  const deed = useDeed();
  const [policyId, setPolicyId] = useState(policies[0]?.id ?? "");
  const [csv, setCsv] = useState("");
  const [check, setCheck] = useState<ImportCheck | null>(null);
  const effect = policies.find(({ id }) => id === policyId)?.settings.effect ?? "next_sign_in";
  const unknown = check?.rows.filter(({ result }) => result === "unknown").length ?? 0;
  const again = () => {
    deed.forget();
    setCheck(null);
  };
  const ask = () => void deed.start(() => checkImport({ policyId, csv }), setCheck);
  const move = () =>
    void deed.start(
      () => importMembers({ policyId, csv }),
      ({ moved }) => {
        toast.success(t("moved", { count: moved }));
        router.refresh();
        onClose();
      },
    );
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
              <Button pending={deed.isPending} disabled={!canMove} onClick={move}>
                {t("deed", { count: check.moving })}
              </Button>
            ) : (
              <Button pending={deed.isPending} disabled={csv.trim() === ""} onClick={ask}>
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
          <Field label={t("file")} hint={t("fileHint")}>
            <Input
              className="py-2"
              type="file"
              accept=".csv,text/csv,text/plain"
              onChange={(event) => {
                again();
                const [chosen] = event.target.files ?? [];
                void chosen?.text().then(setCsv);
              }}
            />
          </Field>
          {check && unknown > 0 && <Notice tone="danger">{t("unknown", { count: unknown })}</Notice>}
          {check && unknown === 0 && check.moving === 0 && <Notice>{t("nobody")}</Notice>}
          {check && unknown === 0 && check.moving > 0 && (
            <PreviewFigures preview={check.preview} effect={effect} />
          )}
          {check && <ImportRows rows={check.rows} />}
          <FailureNotice failure={deed.failure} />
        </div>
      </DialogContent>
    </Dialog>
  );
}
