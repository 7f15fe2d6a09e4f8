"use client";

import { useTranslations } from "next-intl";

const NAMED = ["member", "administrator", "owner"] as const;

/** The word for a role; one that this version does not know is shown as it is stored. */
export function useRoleName(): (role: string) => string {
  const t = useTranslations("common.role");
  return (role) => {
    const known = NAMED.find((name) => name === role);
    return known ? t(known) : role;
  };
}
