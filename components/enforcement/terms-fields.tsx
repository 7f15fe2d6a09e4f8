"use client";

import { useTranslations } from "next-intl";
import type { Effect } from "@/lib/policy/core/types";
import { Field } from "../ui/field";
import { RadioGroup } from "../ui/radio-group";
import { Select } from "../ui/select";

export type Terms = { effect: Effect; graceDays: number | null };

export const FIRST_TERMS: Terms = { effect: "next_sign_in", graceDays: null };

const DAYS = [1, 3, 7, 14, 30, 60, 90] as const;

/** From when a rule binds, and how long there is to comply. */
export function TermsFields({ terms, onChange }: { terms: Terms; onChange: (terms: Terms) => void }) {
  const t = useTranslations("enforcement.forAll");
  return (
    <div className="flex flex-col gap-4">
      <RadioGroup
        legend={t("effect")}
        name="effect"
        value={terms.effect}
        onValueChange={(effect) => onChange({ ...terms, effect })}
        options={[
          { value: "next_sign_in", label: t("nextSignIn"), hint: t("nextSignInHint") },
          { value: "right_away", label: t("rightAway"), hint: t("rightAwayHint") },
        ]}
      />
      <Field label={t("grace")}>
        <Select
          value={terms.graceDays ?? ""}
          onChange={({ target }) =>
            onChange({ ...terms, graceDays: target.value ? Number(target.value) : null })
          }
        >
          <option value="">{t("noGrace")}</option>
          {DAYS.map((days) => (
            <option key={days} value={days}>
              {t("graceDays", { days })}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  );
}
