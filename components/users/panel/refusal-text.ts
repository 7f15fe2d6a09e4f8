"use client";

import { useTranslations } from "next-intl";
import type { UserDetail } from "@/lib/admin/users";

/** `not_yours`: nobody gives what they do not have. */
type PanelRefusal = UserDetail["refusals"]["rights"] | "not_yours";

const SAID = [
  "right_missing",
  "on_yourself",
  "higher_role",
  "owner_has_all",
  "member_has_none",
  "nothing_locked",
  "not_yours",
] as const;

/** Why a control is off, in one sentence; undefined where it is not. */
export function useRefusalText(): (refusal: PanelRefusal) => string | undefined {
  const t = useTranslations("users.panel.refusal");
  return (refusal) => {
    if (refusal === null) return undefined;
    return t(SAID.find((said) => said === refusal) ?? "other");
  };
}
