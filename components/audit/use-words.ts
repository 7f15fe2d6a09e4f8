"use client";

import { useTranslations } from "next-intl";
import type { LogItem } from "@/lib/admin/audit/log";

/** Actions and people in words; an action without any is shown by its name. */
export function useWords() {
  const t = useTranslations("audit");
  const actionWords = (action: string): string => {
    const key = `actions.${action.replace(".", "_")}` as "actions.session_started";
    return t.has(key) ? t(key) : action;
  };
  const actorWords = ({ actorKind, actorId, actorName }: LogItem): string => {
    if (actorKind === "operator" || actorKind === "system" || actorKind === "nobody")
      return t(`actorKind.${actorKind}`);
    return actorName ?? actorId ?? t("actorKind.nobody");
  };
  return { actionWords, actorWords };
}
