import type { ReactNode } from "react";
import { LanguageSwitcher, type SetLocale } from "./language-switcher";

export type FrameUser = { name: string; email: string };

/** Who is signed in, the language, and the way out. */
export function UserBlock({
  user,
  setLocale,
  signOut,
}: {
  user: FrameUser;
  setLocale: SetLocale;
  signOut: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-2">
      <div className="min-w-0 px-3 text-sm">
        <p className="truncate font-medium">{user.name}</p>
        <p className="truncate text-xs text-muted">{user.email}</p>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-1 px-1">
        <LanguageSwitcher setLocale={setLocale} />
        {signOut}
      </div>
    </div>
  );
}
