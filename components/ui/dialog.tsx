"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { useReturnFocus } from "./return-focus";

export const Dialog = Primitive.Root;
export const DialogTrigger = Primitive.Trigger;
export const DialogClose = Primitive.Close;

export function DialogOverlay() {
  return <Primitive.Overlay className="fixed inset-0 z-50 animate-appear bg-veil" />;
}

/** The cross in the corner of dialogs and side panels. */
export function DialogCross() {
  const t = useTranslations("common");
  return (
    <Primitive.Close
      aria-label={t("close")}
      className="flex size-11 shrink-0 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink sm:size-8"
    >
      <X aria-hidden="true" className="size-4" />
    </Primitive.Close>
  );
}

export function DialogContent({
  title,
  description,
  footer,
  className,
  children,
}: {
  title: ReactNode;
  description?: ReactNode;
  /** Buttons, the deed last. */
  footer?: ReactNode;
  className?: string;
  children?: ReactNode;
}) {
  return (
    <Primitive.Portal>
      <DialogOverlay />
      <Primitive.Content
        {...useReturnFocus()}
        {...(description === undefined && { "aria-describedby": undefined })}
        className={cn(
          "fixed z-50 flex max-h-[min(90dvh,720px)] animate-rise flex-col overflow-y-auto rounded-md border border-line bg-raised p-6 shadow-float",
          "inset-x-2 bottom-2 sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[520px] sm:-translate-x-1/2 sm:-translate-y-1/2",
          className,
        )}
      >
        <div className="flex items-start justify-between gap-4">
          <Primitive.Title className="text-lg font-semibold">{title}</Primitive.Title>
          <DialogCross />
        </div>
        {description !== undefined && (
          <Primitive.Description className="mt-2 text-muted">{description}</Primitive.Description>
        )}
        {children !== undefined && <div className="mt-6">{children}</div>}
        {footer !== undefined && <DialogFooter>{footer}</DialogFooter>}
      </Primitive.Content>
    </Primitive.Portal>
  );
}

export function DialogFooter({ children }: { children: ReactNode }) {
  return <div className="mt-6 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">{children}</div>;
}
