import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { BrandMark } from "../brand";
import type { SetLocale } from "./language-switcher";
import { type NavItem, NavList } from "./nav-list";
import { NavSheet } from "./nav-sheet";
import { type FrameUser, UserBlock } from "./user-block";

/** Signed in: a rail of 224 px (behind a menu below 768 px), a banner if there is something to say, the page. */
export function AppFrame({
  name,
  items,
  user,
  setLocale,
  signOut,
  banner,
  children,
}: {
  name: string;
  items: readonly NavItem[];
  user: FrameUser;
  setLocale: SetLocale;
  signOut: ReactNode;
  banner?: ReactNode;
  children: ReactNode;
}) {
  const t = useTranslations("common");
  const userBlock = <UserBlock user={user} setLocale={setLocale} signOut={signOut} />;
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[224px_minmax(0,1fr)]">
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 rounded-md bg-raised px-4 py-2 text-sm font-medium not-focus:sr-only"
      >
        {t("skipToContent")}
      </a>
      <header className="flex h-14 items-center gap-1 border-b border-line px-2 md:hidden">
        <NavSheet name={name} items={items}>
          {userBlock}
        </NavSheet>
        <BrandName name={name} />
      </header>
      <aside className="sticky top-0 hidden h-dvh flex-col gap-6 overflow-y-auto border-r border-line px-3 py-6 md:flex">
        <div className="px-3">
          <BrandName name={name} />
        </div>
        <nav aria-label={t("mainNavigation")} className="flex-1">
          <NavList items={items} />
        </nav>
        {userBlock}
      </aside>
      <div className="min-w-0">
        {banner}
        <main id="content" tabIndex={-1} className="max-w-[1120px] px-4 py-6 outline-none md:px-8 md:py-8">
          {children}
        </main>
      </div>
    </div>
  );
}

function BrandName({ name }: { name: string }) {
  return (
    <p className="flex min-w-0 items-center gap-2 font-semibold">
      <BrandMark className="shrink-0 text-accent" />
      <span className="truncate">{name}</span>
    </p>
  );
}
