"use client";

import { useTranslations } from "next-intl";
import { BOUNDS, EFFECTS } from "@/lib/admin/policies/schema";
import { RadioGroup } from "../../ui/radio-group";
import type { PolicyForm } from "../use-policy-form";
import { DayField } from "./day-field";
import { NumberField } from "./number-field";

/** From when it binds, and how much time it gives. */
export function WhenSection({ form: { settings, change } }: { form: PolicyForm }) {
  const t = useTranslations("policies");
  return (
    <div className="flex flex-col gap-6">
      <RadioGroup
        legend={t("effectLegend")}
        name="effect"
        value={settings.effect}
        onValueChange={(effect) => change({ effect })}
        options={EFFECTS.map((effect) => ({
          value: effect,
          label: t(`effect.${effect}`),
          hint: t(`effectHint.${effect}`),
        }))}
      />
      <DayField
        label={t("startsAt")}
        hint={t("startsAtHint")}
        value={settings.startsAt}
        onChange={(startsAt) => change({ startsAt })}
      />
      <p className="text-sm text-muted">{t("graceText")}</p>
      <NumberField
        isOptional
        label={t("graceDays")}
        hint={t("graceDaysHint")}
        bounds={BOUNDS.graceDays}
        value={settings.graceDays}
        onChange={(graceDays) => change({ graceDays })}
      />
      <DayField
        isEnd
        label={t("graceUntil")}
        hint={t("graceUntilHint")}
        value={settings.graceUntil}
        onChange={(graceUntil) => change({ graceUntil })}
      />
      <NumberField
        isOptional
        label={t("graceSkips")}
        hint={t("graceSkipsHint")}
        bounds={BOUNDS.graceSkips}
        value={settings.graceSkips}
        onChange={(graceSkips) => change({ graceSkips })}
      />
    </div>
  );
}
