"use client";

import { useTranslations } from "next-intl";
import type { PoliciesPage, PolicyItem } from "@/lib/admin/policies/page";
import { BOUNDS, type PolicySettings } from "@/lib/admin/policies/schema";
import { lawfulLength } from "@/lib/policy/core/tightening";
import { FailureNotice } from "../settings/failure-notice";
import { Button } from "../ui/button";
import { Section } from "../ui/section";
import { Sheet, SheetContent } from "../ui/sheet";
import { useLeaveQuestion } from "../ui/use-leave-question";
import { UnsavedDialog } from "../users/panel/unsaved-dialog";
import { isWithin } from "./form/number-field";
import { SignInSection } from "./form/sign-in-section";
import { WhatSection } from "./form/what-section";
import { WhenSection } from "./form/when-section";
import { SaveDialog } from "./save-dialog";
import { usePolicyForm } from "./use-policy-form";

const isWhole = (settings: PolicySettings): boolean =>
  settings.name.trim() !== "" &&
  Object.entries(BOUNDS).every(([name, bounds]) => {
    const value = settings[name as keyof typeof BOUNDS];
    return value === null || isWithin(value, bounds);
  }) &&
  lawfulLength(settings) === settings.minPasswordLength;

/** A policy to be made or changed, beside the list. */
export function PolicySheet({
  policy,
  page,
  onClose,
}: {
  policy: PolicyItem | null;
  page: PoliciesPage;
  onClose: () => void;
}) {
  const t = useTranslations("policies");
  const common = useTranslations("common");
  const form = usePolicyForm(policy, onClose);
  const question = useLeaveQuestion(form.isDirty);
  const title = policy ? policy.settings.name : t("newTitle");
  return (
    <Sheet open onOpenChange={(isOpen) => !isOpen && question.leave(onClose)}>
      <SheetContent
        title={title}
        description={policy ? t("members", { count: policy.members }) : t("newText")}
        footer={
          <Button
            pending={form.isPending && !form.asked}
            disabled={!form.isPending && (!form.isDirty || !isWhole(form.settings))}
            onClick={form.ask}
          >
            {policy ? common("save") : t("create")}
          </Button>
        }
      >
        <Section title={t("whatTitle")}>
          <WhatSection form={form} possible={page.possible} />
        </Section>
        <Section title={t("whenTitle")} description={t("whenText")}>
          <WhenSection form={form} />
        </Section>
        <Section title={t("signInTitle")}>
          <SignInSection form={form} />
        </Section>
        {!form.asked && <FailureNotice failure={form.failure} className="mt-4" />}
      </SheetContent>
      {policy && form.asked && <SaveDialog policyId={policy.id} asked={form.asked} form={form} />}
      <UnsavedDialog
        name={title}
        isOpen={question.isAsking}
        onOpenChange={question.setIsAsking}
        onLeave={() => question.agree(onClose)}
      />
    </Sheet>
  );
}
