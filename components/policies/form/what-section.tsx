"use client";

import { useTranslations } from "next-intl";
import { MODES } from "@/lib/admin/policies/schema";
import { FACTOR_KINDS, type FactorKind } from "@/lib/policy/core/types";
import { Checkbox } from "../../ui/checkbox";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { RadioGroup } from "../../ui/radio-group";
import type { PolicyForm } from "../use-policy-form";

/** Its name, whether it requires a second factor, and with what. */
export function WhatSection({ form, possible }: { form: PolicyForm; possible: readonly FactorKind[] }) {
  const t = useTranslations("policies");
  const kindName = useTranslations("factors.kind");
  const { settings, fields, change } = form;
  return (
    <div className="flex flex-col gap-6">
      <Field
        label={t("name")}
        error={fields.name === "name_taken" ? t("nameTaken") : fields.name && t("nameMissing")}
      >
        <Input
          value={settings.name}
          maxLength={60}
          onChange={(event) => change({ name: event.target.value })}
        />
      </Field>
      <RadioGroup
        legend={t("modeLegend")}
        name="mode"
        value={settings.mode}
        onValueChange={(mode) => change({ mode })}
        options={MODES.map((mode) => ({
          value: mode,
          label: t(`mode.${mode}`),
          hint: t(`modeHint.${mode}`),
        }))}
      />
      <fieldset className="flex min-w-0 flex-col gap-2">
        <legend className="mb-2 text-sm font-medium">{t("methods")}</legend>
        {FACTOR_KINDS.map((kind) => (
          <Checkbox
            key={kind}
            label={kindName(kind)}
            hint={possible.includes(kind) ? undefined : t("methodOff")}
            checked={settings.methods.includes(kind)}
            onChange={(event) =>
              change({
                methods: FACTOR_KINDS.filter((one) =>
                  one === kind ? event.target.checked : settings.methods.includes(one),
                ),
              })
            }
          />
        ))}
        {fields.methods && (
          <p role="alert" className="text-sm text-danger">
            {t("methodsEmpty")}
          </p>
        )}
      </fieldset>
      <Checkbox
        label={t("phishingResistant")}
        hint={t("phishingResistantHint")}
        checked={settings.phishingResistant}
        onChange={(event) => change({ phishingResistant: event.target.checked })}
      />
    </div>
  );
}
