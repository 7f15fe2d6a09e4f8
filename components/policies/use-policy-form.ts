"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { createPolicy, previewPolicy, savePolicy } from "@/lib/admin/policies/actions";
import type { PolicyItem } from "@/lib/admin/policies/page";
import type { PolicyPreview } from "@/lib/admin/policies/preview";
import { NEW_POLICY, type PolicySettings } from "@/lib/admin/policies/schema";
import { useDeed } from "../settings/use-deed";
import { useKept } from "../settings/use-kept";

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A policy being made or changed; of one that has members it is first shown what saving does to them. */
export function usePolicyForm(policy: PolicyItem | null, onDone: () => void) {
  const t = useTranslations("policies");
  const router = useRouter();
  const key = `policy ${policy?.id ?? "new"}`;
  const [{ seen, settings }, setTyped] = useKept<{ seen: PolicySettings; settings: PolicySettings }>(
    key,
    () => {
      const first = policy?.settings ?? NEW_POLICY;
      return { seen: first, settings: first };
    },
  );
  const [asked, setAsked] = useKept<PolicyPreview | null>(`${key} asked`, null);
  const done = () => {
    setAsked(null);
    toast.success(policy ? t("saved", { name: settings.name }) : t("created", { name: settings.name }));
    router.refresh();
    onDone();
  };
  const creation = useDeed(key, createPolicy, done);
  const saving = useDeed(`${key} saved`, savePolicy, done);
  const look = useDeed(`${key} looked at`, previewPolicy, (found) => {
    const { tightened, loosened } = found.change;
    if (tightened.length + loosened.length > 0) setAsked(found);
    else save();
  });
  const save = (extendUntil: string | null = null) => {
    if (policy) saving.start({ policyId: policy.id, seen, settings, extendUntil });
    else creation.start({ settings });
  };
  const ask = () => {
    forget();
    if (policy && policy.members > 0) look.start({ policyId: policy.id, settings });
    else save();
  };
  const deeds = [creation, saving, look];
  const failure = deeds.find((deed) => deed.failure)?.failure ?? null;
  const forget = () => {
    for (const deed of deeds) deed.forget();
  };
  return {
    settings,
    isNew: policy === null,
    isDirty: !isSame(settings, seen),
    isPending: deeds.some(({ isPending }) => isPending),
    failure,
    fields: failure?.fields ?? {},
    asked,
    change: (changed: Partial<PolicySettings>) => {
      forget();
      setTyped((now) => ({ ...now, settings: { ...now.settings, ...changed } }));
    },
    ask,
    save,
    cancel: () => {
      setAsked(null);
      forget();
    },
  };
}

export type PolicyForm = ReturnType<typeof usePolicyForm>;
