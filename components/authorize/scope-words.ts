"use client";

import { useTranslations } from "next-intl";

const KNOWN = ["profile", "email", "offline_access"] as const;
type Known = (typeof KNOWN)[number];

/** A scope in words; one of the workspace's own has only its name. */
export function useScopeWords(): (scope: string) => string {
  const t = useTranslations("authorize.scope");
  return (scope) => {
    const known = KNOWN.find((name): name is Known => name === scope);
    return known ? t(known) : t("own", { scope });
  };
}
