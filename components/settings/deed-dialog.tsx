"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "../ui/button";
import { Dialog, DialogClose, DialogContent } from "../ui/dialog";

/** A dialog with one deed beside `Cancel`: a form's, named by `formId`, or what `onDeed` does. */
export function DeedDialog({
  title,
  description,
  deed,
  isPending,
  disabled = false,
  disabledReason,
  formId,
  onDeed,
  onClose,
  children,
}: {
  title: ReactNode;
  description: ReactNode;
  deed: ReactNode;
  isPending: boolean;
  disabled?: boolean;
  disabledReason?: string | undefined;
  formId?: string;
  onDeed?: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const common = useTranslations("common");
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={title}
        description={description}
        footer={
          <>
            <DialogClose asChild>
              <Button variant="secondary">{common("cancel")}</Button>
            </DialogClose>
            <Button
              pending={isPending}
              disabled={disabled}
              disabledReason={disabledReason}
              {...(formId === undefined ? { onClick: onDeed } : { type: "submit", form: formId })}
            >
              {deed}
            </Button>
          </>
        }
      >
        {children}
      </DialogContent>
    </Dialog>
  );
}
