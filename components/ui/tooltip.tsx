"use client";

import { Tooltip as Primitive } from "radix-ui";
import { type MouseEvent, type ReactElement, type ReactNode, useEffect, useRef, useState } from "react";

const LINGER_MS = 120;

export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Primitive.Provider delayDuration={200} disableHoverableContent>
      {children}
    </Primitive.Provider>
  );
}

/**
 * Open until a moment after the pointer has left, so that it can move onto the words themselves (WCAG 1.4.13).
 * Radix' own way waits for further movements and stays open when there are none.
 */
function useLingering() {
  const [isOpen, setIsOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (wanted: boolean) => {
    clearTimeout(timer.current);
    if (wanted) setIsOpen(true);
    else timer.current = setTimeout(() => setIsOpen(false), LINGER_MS);
  };
  return [isOpen, change] as const;
}

/**
 * A sentence on hover and focus. The child must take focus and pass on a ref; for a control that is off, use
 * `aria-disabled` (as Button and Checkbox do with `disabledReason`): a `disabled` one never shows it.
 * `opensOnPress` shows it on a press too, the only way on a phone; for children that do nothing else when pressed.
 */
export function Tooltip({
  content,
  opensOnPress = false,
  children,
}: {
  content: ReactNode;
  opensOnPress?: boolean;
  children: ReactElement;
}) {
  const [isOpen, change] = useLingering();
  const trigger = useRef<HTMLButtonElement>(null);
  const open = useRef(() => change(true));
  // A pointer that was there before the page's script had arrived does not enter again.
  useEffect(() => {
    if (trigger.current?.matches(":hover")) open.current();
  }, []);
  const explain = (event: MouseEvent) => {
    event.preventDefault();
    change(true);
  };
  return (
    <Primitive.Root open={isOpen} onOpenChange={change}>
      <Primitive.Trigger ref={trigger} asChild onClick={opensOnPress ? explain : undefined}>
        {children}
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          onPointerEnter={() => change(true)}
          onPointerLeave={() => change(false)}
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
