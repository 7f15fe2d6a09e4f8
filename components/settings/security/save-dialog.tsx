"use client";

import { useTranslations } from "next-intl";
import type { SecurityPreview } from "@/lib/admin/security";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import { TextLink } from "../../ui/text-link";
import { FailureNotice } from "../failure-notice";
import type { SecurityForm } from "./use-security-settings";

/** Says what saving does to whom, before it is done. */
export function SaveDialog({ preview, form }: { preview: SecurityPreview; form: SecurityForm }) {
  const t = useTranslations("security.ask");
  const { required, others, endsPasskeys } = preview;
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && form.cancel()}>
      <AlertDialogContent
        title={t("title")}
        description={required + others > 0 ? t("touched", { count: required + others }) : t("nobody")}
        action={
          <Button pending={form.isPending} onClick={form.save}>
            {t("deed")}
          </Button>
        }
      >
        <div className="flex flex-col gap-3">
          {required + others > 0 && (
            <div className="flex flex-col gap-2 text-sm">
              <ul className="list-disc pl-5">
                {required > 0 && <li>{t("required", { count: required })}</li>}
                {others > 0 && <li>{t("others", { count: others })}</li>}
              </ul>
              {/* Beside this page: what was chosen here is not saved yet. */}
              <TextLink href="/settings/users" target="_blank" isAlone>
                {t("toUsers")}
              </TextLink>
            </div>
          )}
          {endsPasskeys && <Notice tone="warning">{t("endsPasskeys")}</Notice>}
          <FailureNotice failure={form.failure} />
        </div>
      </AlertDialogContent>
    </AlertDialog>
  );
}
