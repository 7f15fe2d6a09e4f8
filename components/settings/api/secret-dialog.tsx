"use client";

import { useTranslations } from "next-intl";
import { Button } from "../../ui/button";
import { CopyButton } from "../../ui/copy-button";
import { Dialog, DialogClose, DialogContent } from "../../ui/dialog";
import { Notice } from "../../ui/notice";

export type ShownSecret = { clientId: string; secret: string };

/** The one moment in which a secret is to be seen. */
export function SecretDialog({ shown, onClose }: { shown: ShownSecret; onClose: () => void }) {
  const t = useTranslations("api.access.secret");
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={t("title")}
        description={t("text")}
        footer={
          <DialogClose asChild>
            <Button>{t("done")}</Button>
          </DialogClose>
        }
      >
        <div className="flex flex-col gap-4">
          <Shown label={t("clientId")} value={shown.clientId} copy={t("copyId")} />
          <Shown label={t("secret")} value={shown.secret} copy={t("copySecret")} />
          <Notice tone="warning">{t("once")}</Notice>
        </div>
      </DialogContent>
    </Dialog>
  );
}

function Shown({ label, value, copy }: { label: string; value: string; copy: string }) {
  return (
    <div>
      <p className="text-sm text-muted">{label}</p>
      <p className="mt-1 flex flex-wrap items-center gap-3">
        <code className="min-w-0 font-mono break-all">{value}</code>
        <CopyButton value={value} label={copy} />
      </p>
    </div>
  );
}
