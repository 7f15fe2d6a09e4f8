"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { previewMove } from "@/lib/admin/policies/actions";
import type { UserDetail } from "@/lib/admin/users";
import { useDates } from "@/lib/i18n/use-dates";
import { FATES, type Fate } from "@/lib/policy/core/preview";
import { attempt } from "../../factors/attempt";
import { Field } from "../../ui/field";
import { Select } from "../../ui/select";
import type { SecurityForm } from "./use-security-form";

type Outlook = { fate: Fate; until: string | null };

/** The policy this user is under; of another one it is said what it would mean before it is saved. */
export function PolicySelect({ user, form }: { user: UserDetail; form: SecurityForm }) {
  const t = useTranslations("users.panel");
  const dates = useDates();
  const outlook = useOutlook(user, form.policyId);
  if (!user.policies) return null;
  const until = outlook?.until ? dates.day(outlook.until) : "";
  const hint = outlook && t(`moved.${outlook.fate}`, { name: user.name, date: until });
  return (
    <Field label={t("policy")} hint={<span aria-live="polite">{hint}</span>}>
      <Select value={form.policyId} onChange={(event) => form.setPolicyId(event.target.value)}>
        {user.policies.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  );
}

function useOutlook({ id, policyId: held }: UserDetail, policyId: string): Outlook | null {
  const [found, setFound] = useState<(Outlook & { policyId: string }) | null>(null);
  useEffect(() => {
    if (policyId === held) return;
    let isWanted = true;
    void attempt(() => previewMove({ userIds: [id], policyId })).then((result) => {
      if (!isWanted || !result.ok) return;
      const { fates, grace } = result.data;
      const fate = FATES.find((one) => fates[one] > 0);
      if (fate) setFound({ policyId, fate, until: grace?.last ?? null });
    });
    return () => {
      isWanted = false;
    };
  }, [id, held, policyId]);
  return policyId !== held && found?.policyId === policyId ? found : null;
}
