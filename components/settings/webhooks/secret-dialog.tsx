"use client";

import { useTranslations } from "next-intl";
import { Button } from "../../ui/button";
import { CopyButton } from "../../ui/copy-button";
import { Dialog, DialogClose, DialogContent } from "../../ui/dialog";
import { Notice } from "../../ui/notice";

/** The one moment in which a secret is to be seen. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useTranslations("webhooks.secret");
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
          <p className="flex flex-wrap items-center gap-3">
            <code className="min-w-0 font-mono break-all">{secret}</code>
            <CopyButton value={secret} label={t("copy")} />
          </p>
          <Notice tone="warning">{t("once")}</Notice>
        </div>
      </DialogContent>
    </Dialog>
  );
}
