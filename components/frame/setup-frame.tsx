import type { ReactNode } from "react";
import { BrandMark } from "../brand";
import { LanguageSwitcher, type SetLocale } from "./language-switcher";

/** Signed out and set-up: the name, the language, perhaps `Sign out`, and one column. No way around. */
export function SetupFrame({
  name,
  setLocale,
  signOut,
  children,
}: {
  name: string;
  setLocale: SetLocale;
  signOut?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex min-h-16 items-center justify-between gap-4 px-4 sm:px-8">
        <p className="flex min-w-0 items-center gap-2 font-semibold">
          <BrandMark className="shrink-0 text-accent" />
          <span className="truncate">{name}</span>
        </p>
        <div className="flex shrink-0 items-center gap-2">
          <LanguageSwitcher setLocale={setLocale} />
          {signOut}
        </div>
      </header>
      <main className="mx-auto w-full max-w-[432px] flex-1 px-4 pt-8 pb-16 sm:pt-[16dvh]">{children}</main>
    </div>
  );
}
