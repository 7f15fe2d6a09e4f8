"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { changeRings } from "@/lib/admin/rings/actions";
import type { Rings } from "@/lib/admin/rings/read";
import { DeedDialog } from "../../settings/deed-dialog";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";
import { dayIn, problemsOf, type RingDraft, toRings } from "./draft";
import type { PolicyName } from "./ring-fields";
import { RingsForm } from "./rings-form";

const toDraft = ({ number, percent, policy, plannedAt }: Rings["rings"][number]): RingDraft => ({
  key: number,
  who: policy?.id ?? "percent",
  percent: percent === null ? "" : String(percent),
  startsOn: plannedAt.slice(0, 10),
});

/** Other rings in the place of those that have not started. */
export function ChangeDialog({
  rings,
  policies,
  onClose,
  onDone,
}: {
  rings: Rings;
  policies: readonly PolicyName[];
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useTranslations("enforcement.rings");
  const deed = useDeed("change rings", changeRings, onDone);
  const [drafts, setDrafts] = useKept<RingDraft[]>("change rings", () =>
    rings.rings.filter(({ startedAt }) => startedAt === null).map(toDraft),
  );
  const [today] = useState(() => dayIn(0));
  const started = rings.rings
    .filter(({ startedAt }) => startedAt !== null)
    .map(({ percent, policy }) => ({ percent, policyId: policy?.id ?? null, startsOn: null }));
  const isSound = problemsOf(drafts, started, today).every((problem) => problem === null);
  const change = () => deed.start({ started: started.length, rings: toRings(drafts) });
  return (
    <DeedDialog
      title={t("changeTitle")}
      description={t("changeText")}
      deed={t("changeDeed")}
      isPending={deed.isPending}
      disabled={!isSound}
      onDeed={change}
      onClose={onClose}
    >
      <div className="flex flex-col gap-6">
        <RingsForm
          drafts={drafts}
          started={started}
          terms={{ effect: rings.effect, graceDays: rings.graceDays }}
          policies={policies}
          today={today}
          onChange={setDrafts}
        />
        <FailureNotice failure={deed.failure} />
      </div>
    </DeedDialog>
  );
}
