"use client";

import { Check } from "lucide-react";
import { DropdownMenu as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export const DropdownMenu = Primitive.Root;
export const DropdownMenuTrigger = Primitive.Trigger;

const itemLook =
  "relative flex min-h-11 cursor-default items-center gap-2 rounded-sm px-3 text-sm outline-none select-none data-highlighted:bg-sunken data-disabled:text-muted sm:min-h-8 [&_svg]:size-4";

export function DropdownMenuContent({ className, ...rest }: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Content
        sideOffset={4}
        collisionPadding={8}
        align="end"
        {...rest}
        className={cn(
          "z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 animate-appear overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-float",
          className,
        )}
      />
    </Primitive.Portal>
  );
}

export function DropdownMenuItem({
  className,
  isDanger = false,
  ...rest
}: ComponentProps<typeof Primitive.Item> & { isDanger?: boolean }) {
  return <Primitive.Item {...rest} className={cn(itemLook, isDanger && "text-danger", className)} />;
}

export function DropdownMenuCheckboxItem({
  className,
  children,
  ...rest
}: ComponentProps<typeof Primitive.CheckboxItem>) {
  return (
    <Primitive.CheckboxItem {...rest} className={cn(itemLook, "pl-9", className)}>
      <Primitive.ItemIndicator className="absolute left-3">
        <Check aria-hidden="true" />
      </Primitive.ItemIndicator>
      {children}
    </Primitive.CheckboxItem>
  );
}

export function DropdownMenuLabel({ className, ...rest }: ComponentProps<typeof Primitive.Label>) {
  return <Primitive.Label {...rest} className={cn("px-3 py-1 text-xs text-muted", className)} />;
}

export function DropdownMenuSeparator() {
  return <Primitive.Separator className="my-1 h-px bg-line" />;
}
