"use client";

import { useTranslations } from "next-intl";
import { MOST_RINGS, type RingInput } from "@/lib/admin/rings/schema";
import { Button } from "../../ui/button";
import type { Terms } from "../terms-fields";
import { problemsOf, type RingDraft, toRings, withAnother } from "./draft";
import { type PolicyName, RingFields } from "./ring-fields";
import { RingPreview } from "./ring-preview";

/** The rings that are still to start, each with what it would do; `started`: those before them. */
export function RingsForm({
  drafts,
  started,
  terms,
  policies,
  today,
  onChange,
}: {
  drafts: readonly RingDraft[];
  started: readonly RingInput[];
  terms: Terms;
  policies: readonly PolicyName[];
  /** `YYYY-MM-DD`, UTC. */
  today: string;
  onChange: (drafts: RingDraft[]) => void;
}) {
  const t = useTranslations("enforcement.rings");
  const problems = problemsOf(drafts, started, today);
  const isSound = problems.every((problem) => problem === null);
  const rings = [...started, ...toRings(drafts)];
  const replace = (key: number, by: RingDraft[]) =>
    onChange(drafts.flatMap((draft) => (draft.key === key ? by : [draft])));
  return (
    <div className="flex flex-col gap-6">
      {drafts.map((draft, i) => {
        const number = started.length + i + 1;
        const isLast = i === drafts.length - 1;
        return (
          <div key={draft.key} className="flex flex-col gap-3">
            <RingFields
              number={number}
              draft={draft}
              policies={policies}
              problem={problems[i] ?? null}
              isLast={isLast}
              mayBeginAtOnce={number === 1}
              onChange={(changed) => replace(draft.key, [changed])}
              onRemove={isLast ? undefined : () => replace(draft.key, [])}
            />
            {isSound && <RingPreview terms={terms} rings={rings} number={number} />}
          </div>
        );
      })}
      {rings.length < MOST_RINGS && (
        <Button
          variant="secondary"
          size="sm"
          className="self-start"
          onClick={() => onChange(withAnother(drafts))}
        >
          {t("add")}
        </Button>
      )}
    </div>
  );
}
