"use client";

import { useTranslations } from "next-intl";
import { BOUNDS, PRESETS } from "@/lib/admin/policies/schema";
import { lawfulLength } from "@/lib/policy/core/tightening";
import { Checkbox } from "../../ui/checkbox";
import { RadioGroup } from "../../ui/radio-group";
import type { PolicyForm } from "../use-policy-form";
import { NumberField } from "./number-field";

/** How long what was proved counts, how short a password may be, and what people may undo. */
export function SignInSection({ form: { settings, change } }: { form: PolicyForm }) {
  const t = useTranslations("policies");
  const isUnlawful = lawfulLength(settings) !== settings.minPasswordLength;
  return (
    <div className="flex flex-col gap-6">
      <RadioGroup
        legend={t("presetLegend")}
        name="preset"
        value={settings.sessionPreset}
        onValueChange={(sessionPreset) => change({ sessionPreset })}
        options={PRESETS.map((preset) => ({
          value: preset,
          label: t(`preset.${preset}`),
          hint: t(`presetHint.${preset}`),
        }))}
      />
      <NumberField
        label={t("rememberedDays")}
        hint={t("rememberedDaysHint")}
        bounds={BOUNDS.rememberedDays}
        value={settings.rememberedDays}
        onChange={(days) => change({ rememberedDays: days ?? Number.NaN })}
      />
      <NumberField
        label={t("stepUpWindow")}
        hint={t("stepUpWindowHint")}
        bounds={BOUNDS.stepUpWindowMinutes}
        value={settings.stepUpWindowMinutes}
        onChange={(minutes) => change({ stepUpWindowMinutes: minutes ?? Number.NaN })}
      />
      <NumberField
        label={t("levelLapse")}
        hint={t("levelLapseHint")}
        bounds={BOUNDS.levelLapseHours}
        value={settings.levelLapseHours}
        onChange={(hours) => change({ levelLapseHours: hours ?? Number.NaN })}
      />
      <NumberField
        label={t("passwordLength")}
        hint={t("passwordLengthHint")}
        bounds={BOUNDS.minPasswordLength}
        value={settings.minPasswordLength}
        error={isUnlawful && t("passwordLengthUnlawful")}
        onChange={(length) => change({ minPasswordLength: length ?? Number.NaN })}
      />
      <Checkbox
        label={t("selfRemoval")}
        hint={t("selfRemovalHint")}
        checked={settings.allowSelfRemoval}
        onChange={(event) => change({ allowSelfRemoval: event.target.checked })}
      />
    </div>
  );
}
