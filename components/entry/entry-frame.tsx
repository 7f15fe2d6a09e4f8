"use client";

import type { ReactNode } from "react";
import { setLocale } from "@/lib/entry/actions";
import { SetupFrame } from "../frame/setup-frame";
import { SignOutButton } from "../frame/sign-out-button";

/** The frame of everything at the door: the name, the language, and `Sign out` where there is a session to end. */
export function EntryFrame({ hasSession, children }: { hasSession: boolean; children: ReactNode }) {
  return (
    <SetupFrame
      name="Sallyport"
      setLocale={(locale) => setLocale({ locale })}
      signOut={hasSession ? <SignOutButton /> : undefined}
    >
      {children}
    </SetupFrame>
  );
}
