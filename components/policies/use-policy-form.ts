"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { createPolicy, previewPolicy, savePolicy } from "@/lib/admin/policies/actions";
import type { PolicyItem } from "@/lib/admin/policies/page";
import type { PolicyPreview } from "@/lib/admin/policies/preview";
import { NEW_POLICY, type PolicySettings } from "@/lib/admin/policies/schema";
import { useCarryOn } from "../settings/use-carry-on";
import { useDeed } from "../settings/use-deed";

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A policy being made or changed; of one that has members it is first shown what saving does to them. */
export function usePolicyForm(policy: PolicyItem | null, onDone: () => void) {
  const t = useTranslations("policies");
  const router = useRouter();
  const deed = useDeed();
  const [seen] = useState(policy?.settings ?? NEW_POLICY);
  const [settings, setSettings] = useState(seen);
  const [asked, setAsked] = useState<PolicyPreview | null>(null);
  const done = () => {
    setAsked(null);
    toast.success(policy ? t("saved", { name: settings.name }) : t("created", { name: settings.name }));
    router.refresh();
    onDone();
  };
  const save = (extendUntil: string | null = null) =>
    void deed.start(
      () =>
        policy
          ? savePolicy({ policyId: policy.id, seen, settings, extendUntil })
          : createPolicy({ settings }),
      done,
    );
  const ask = () => {
    if (!policy || policy.members === 0) return save();
    void deed.start(
      () => previewPolicy({ policyId: policy.id, settings }),
      (found) => {
        const { tightened, loosened } = found.change;
        if (tightened.length + loosened.length > 0) setAsked(found);
        else save();
      },
    );
  };
  useCarryOn(`policy ${policy?.id ?? "new"}`, {
    isPending: deed.isPending,
    input: settings,
    restore: setSettings,
    run: ask,
  });
  return {
    settings,
    isNew: policy === null,
    isDirty: !isSame(settings, seen),
    isPending: deed.isPending,
    failure: deed.failure,
    fields: deed.failure?.fields ?? {},
    asked,
    change: (changed: Partial<PolicySettings>) => {
      deed.forget();
      setSettings((now) => ({ ...now, ...changed }));
    },
    ask,
    save,
    cancel: () => {
      setAsked(null);
      deed.forget();
    },
  };
}

export type PolicyForm = ReturnType<typeof usePolicyForm>;
