"use client";

import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { DialogCross, DialogOverlay } from "./dialog";
import { useReturnFocus } from "./return-focus";

export const Sheet = Primitive.Root;
export const SheetTrigger = Primitive.Trigger;
export const SheetClose = Primitive.Close;

const sides = {
  right: "right-0 w-full animate-from-right border-l sm:w-[480px]",
  left: "left-0 w-72 max-w-[85vw] animate-from-left border-r",
};

/** A panel from the side: 480 px over what stays beneath, the whole screen on a phone. */
export function SheetContent({
  title,
  description,
  footer,
  side = "right",
  hideTitle = false,
  className,
  children,
}: {
  title: ReactNode;
  description?: ReactNode;
  /** Stays at the bottom while the rest scrolls. */
  footer?: ReactNode;
  side?: "right" | "left";
  hideTitle?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Primitive.Portal>
      <DialogOverlay />
      <Primitive.Content
        {...useReturnFocus()}
        {...(description === undefined && { "aria-describedby": undefined })}
        className={cn(
          "fixed inset-y-0 z-50 flex flex-col border-line bg-raised shadow-float outline-none",
          sides[side],
          className,
        )}
      >
        <header className="flex items-start justify-between gap-4 px-6 pt-5 pb-4">
          <div className={cn("min-w-0", hideTitle && "sr-only")}>
            <Primitive.Title className="truncate text-lg font-semibold">{title}</Primitive.Title>
            {description !== undefined && (
              <Primitive.Description className="text-sm text-muted [overflow-wrap:anywhere]">
                {description}
              </Primitive.Description>
            )}
          </div>
          <span className="-mr-2 ml-auto">
            <DialogCross />
          </span>
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto px-6 pb-6">{children}</div>
        {footer !== undefined && (
          <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-6 py-4">
            {footer}
          </footer>
        )}
      </Primitive.Content>
    </Primitive.Portal>
  );
}
