"use client";

import { useTranslations } from "next-intl";
import { useDates } from "@/lib/i18n/use-dates";

export type SourceNote = {
  kind: "user" | "workspace" | "policy" | "application";
  setBy: string | null;
  since: string;
  ring?: number;
};

/** "Required since 3 May 2026 by Ada Byron, because everyone in Acme must." */
export function useSourceSentence({ workspace, policy }: { workspace: string; policy: string }) {
  const t = useTranslations("common.source");
  const dates = useDates();
  return ({ kind, setBy, since, ring }: SourceNote): string => {
    const who = { named: setBy ? "yes" : "no", name: setBy ?? "", date: dates.day(since) };
    if (ring !== undefined) return t("ring", { ...who, workspace, ring });
    if (kind === "workspace") return t("workspace", { ...who, workspace });
    if (kind === "policy") return t("policy", { ...who, policy });
    return t(kind, who);
  };
}
