"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { planRings } from "@/lib/admin/rings/actions";
import { DeedDialog } from "../../settings/deed-dialog";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";
import { Checkbox } from "../../ui/checkbox";
import { FIRST_TERMS, type Terms, TermsFields } from "../terms-fields";
import { dayIn, problemsOf, proposal, type RingDraft, toRings } from "./draft";
import type { PolicyName } from "./ring-fields";
import { RingsForm } from "./rings-form";

/** Planning to enforce in rings: what each would do to whom, how it binds, then the one button. */
export function PlanDialog({
  policies,
  onClose,
  onDone,
}: {
  policies: readonly PolicyName[];
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useTranslations("enforcement");
  const deed = useDeed("plan rings", planRings, onDone);
  const [terms, setTerms] = useKept<Terms>("plan rings on terms", FIRST_TERMS);
  const [tellsPeople, setTellsPeople] = useKept<boolean>("plan rings and tell", false);
  const [drafts, setDrafts] = useKept<RingDraft[]>("plan rings", proposal);
  const [today] = useState(() => dayIn(0));
  const isSound = problemsOf(drafts, [], today).every((problem) => problem === null);
  const plan = () => deed.start({ ...terms, tellsPeople, rings: toRings(drafts) });
  return (
    <DeedDialog
      title={t("rings.planTitle")}
      description={t("rings.planText")}
      deed={t("rings.planDeed", { count: drafts.length })}
      isPending={deed.isPending}
      disabled={!isSound}
      onDeed={plan}
      onClose={onClose}
    >
      <div className="flex flex-col gap-6">
        <RingsForm
          drafts={drafts}
          started={[]}
          terms={terms}
          policies={policies}
          today={today}
          onChange={setDrafts}
        />
        <TermsFields terms={terms} onChange={setTerms} />
        <Checkbox
          label={t("rings.tellPeople")}
          hint={t("forAll.tellAllHint")}
          checked={tellsPeople}
          onChange={(event) => setTellsPeople(event.target.checked)}
        />
        <FailureNotice failure={deed.failure} />
      </div>
    </DeedDialog>
  );
}
