"use client";

import { Menu } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button } from "../ui/button";
import { Sheet, SheetContent, SheetTrigger } from "../ui/sheet";
import { type NavItem, NavList } from "./nav-list";

/** The rail on small screens: behind a menu button, gone after a choice. */
export function NavSheet({
  name,
  items,
  children,
}: {
  name: string;
  items: readonly NavItem[];
  children: ReactNode;
}) {
  const t = useTranslations("common");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Sheet open={isOpen} onOpenChange={setIsOpen}>
      <SheetTrigger asChild>
        <Button variant="ghost" size="icon" aria-label={t("menu")}>
          <Menu aria-hidden="true" />
        </Button>
      </SheetTrigger>
      <SheetContent side="left" title={name}>
        <nav aria-label={t("mainNavigation")} className="-mx-3">
          <NavList items={items} onNavigate={() => setIsOpen(false)} />
        </nav>
        <div className="mt-6 border-t border-line pt-4">{children}</div>
      </SheetContent>
    </Sheet>
  );
}
