"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { planRings } from "@/lib/admin/rings/actions";
import { DeedDialog } from "../../settings/deed-dialog";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { Checkbox } from "../../ui/checkbox";
import { type Terms, TermsFields } from "../terms-fields";
import { dayIn, problemsOf, proposal, toRings } from "./draft";
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
  const deed = useDeed();
  const [terms, setTerms] = useState<Terms>({ effect: "next_sign_in", graceDays: null });
  const [tellsPeople, setTellsPeople] = useState(false);
  const [drafts, setDrafts] = useState(proposal);
  const [today] = useState(() => dayIn(0));
  const isSound = problemsOf(drafts, [], today).every((problem) => problem === null);
  const plan = () =>
    void deed.start(() => planRings({ ...terms, tellsPeople, rings: toRings(drafts) }), onDone);
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
