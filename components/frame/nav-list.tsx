"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { cn } from "../ui/cn";

export type NavItem = { href: string; label: string; icon: ReactNode; section: string };

type NavGroup = { section: string; items: NavItem[] };

function groupBySection(items: readonly NavItem[]): NavGroup[] {
  const groups: NavGroup[] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last?.section === item.section) last.items.push(item);
    else groups.push({ section: item.section, items: [item] });
  }
  return groups;
}

/** The navigation, in sections; an empty section name is left out. The page one is on is marked. */
export function NavList({ items, onNavigate }: { items: readonly NavItem[]; onNavigate?: () => void }) {
  const path = usePathname();
  return groupBySection(items).map((group) => (
    <div key={group.section} className="mt-4 first:mt-0">
      {group.section && <p className="px-3 pb-1 text-xs text-muted">{group.section}</p>}
      <ul>
        {group.items.map((item) => {
          const isCurrent = path === item.href || path.startsWith(`${item.href}/`);
          return (
            <li key={item.href}>
              <Link
                href={item.href}
                aria-current={isCurrent ? "page" : undefined}
                onClick={onNavigate}
                className={cn(
                  "flex min-h-11 items-center gap-3 rounded-md px-3 py-2 text-sm hover:bg-sunken md:min-h-9 [&_svg]:size-4 [&_svg]:shrink-0",
                  isCurrent ? "bg-sunken font-medium text-ink" : "text-muted hover:text-ink",
                )}
              >
                {item.icon}
                <span className="min-w-0">{item.label}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  ));
}
