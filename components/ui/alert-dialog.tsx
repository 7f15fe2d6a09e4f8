"use client";

import { useTranslations } from "next-intl";
import { AlertDialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";
import { DialogFooter } from "./dialog";
import { useReturnFocus } from "./return-focus";

export const AlertDialog = Primitive.Root;
export const AlertDialogTrigger = Primitive.Trigger;

/** Asks before a deed that cannot be taken back. `action` is the button that says the deed. */
export function AlertDialogContent({
  title,
  description,
  cancelLabel,
  action,
  children,
}: {
  title: ReactNode;
  description: ReactNode;
  cancelLabel?: ReactNode;
  action: ReactNode;
  children?: ReactNode;
}) {
  const t = useTranslations("common");
  return (
    <Primitive.Portal>
      <Primitive.Overlay className="fixed inset-0 z-50 animate-appear bg-veil" />
      <Primitive.Content
        {...useReturnFocus()}
        className="fixed inset-x-2 bottom-2 z-50 flex max-h-[90dvh] animate-rise flex-col overflow-y-auto rounded-md border border-line bg-raised p-6 shadow-float sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[440px] sm:-translate-x-1/2 sm:-translate-y-1/2"
      >
        <Primitive.Title className="text-lg font-semibold">{title}</Primitive.Title>
        <Primitive.Description className="mt-2 text-muted">{description}</Primitive.Description>
        {children !== undefined && <div className="mt-6">{children}</div>}
        <DialogFooter>
          <Primitive.Cancel asChild>
            <Button variant="secondary">{cancelLabel ?? t("cancel")}</Button>
          </Primitive.Cancel>
          {action}
        </DialogFooter>
      </Primitive.Content>
    </Primitive.Portal>
  );
}
