"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { TwoFactorOverview } from "@/lib/flows/overview";
import { useDates } from "@/lib/i18n/use-dates";
import type { FactorKind } from "@/lib/policy/core/types";

export type SetupReason = "ownChoice" | "afterRecovery" | "afterPass" | "notAccepted";

export type SetupWhy = {
  workspace: string;
  policy: string;
  sources: TwoFactorOverview["sources"];
  notes: readonly SetupReason[];
  /** What the user has set up already. */
  held: readonly FactorKind[];
  graceUntil: string | null;
};

/** Who requires it, since when and why, by when, and what the user has already. */
export function SetupReasons({ why }: { why: SetupWhy }): ReactNode {
  const t = useTranslations("setup");
  const kinds = useTranslations("factors.kind");
  const { list } = useFormatter();
  const { day } = useDates();
  const { workspace, policy, sources, notes, graceUntil } = why;
  const isRequired = sources.some(({ kind }) => kind !== "application");
  return (
    <div className="flex flex-col gap-3">
      {isRequired && <p className="font-medium text-ink">{t("requiredBy")}</p>}
      {sources.length > 0 && (
        <ul className="flex flex-col gap-1">
          {sources.map(({ kind, setBy, since, ring }) => {
            const words = { workspace, policy, date: day(since), name: setBy ?? "" };
            const who = ring === undefined ? kind : "ring";
            return <li key={`${who}${since}`}>{t(setBy ? `why.${who}By` : `why.${who}`, words)}</li>;
          })}
        </ul>
      )}
      {notes.map((note) => (
        <p key={note}>
          {note === "notAccepted" ? t(note, { methods: list(why.held.map((kind) => kinds(kind))) }) : t(note)}
        </p>
      ))}
      {graceUntil && <p className="font-medium text-ink">{t("deadline", { date: day(graceUntil) })}</p>}
    </div>
  );
}
