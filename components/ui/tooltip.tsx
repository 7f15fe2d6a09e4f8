"use client";

import { Tooltip as Primitive } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

export const TooltipProvider = Primitive.Provider;

/**
 * A sentence on hover and focus. The child must take focus and pass on a ref; for a control that is off, use
 * `aria-disabled` (as Button and Checkbox do with `disabledReason`): a `disabled` one never shows it.
 * `isName` says that the child is already named by the same words, so they are not read twice.
 */
export function Tooltip({
  content,
  isName = false,
  children,
}: {
  content: ReactNode;
  isName?: boolean;
  children: ReactElement;
}) {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild {...(isName && { "aria-describedby": undefined })}>
        {children}
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-72 animate-appear rounded-md bg-ink px-3 py-2 text-xs text-ground shadow-float"
        >
          {content}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
