"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { MOST_TEXTS_PER_DAY } from "@/lib/admin/schema";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { RadioGroup } from "../../ui/radio-group";
import { Section } from "../../ui/section";
import { CountryPicker } from "./country-picker";
import type { SecurityForm } from "./use-security-settings";

type Reach = "none" | "some" | "all";

const reachOf = (countries: readonly string[]): Reach =>
  countries.includes("*") ? "all" : countries.length > 0 ? "some" : "none";

/** Where text messages may go and how many a day. */
export function TextMessages({ form, refusal }: { form: SecurityForm; refusal: string | undefined }) {
  const t = useTranslations("security.sms");
  const { smsCountries: countries, smsDailyCap: cap } = form.settings;
  // While countries are being chosen there may be none yet.
  const [isChoosing, setIsChoosing] = useState(false);
  const reach = isChoosing && countries.length === 0 ? "some" : reachOf(countries);
  const setReach = (wanted: Reach) => {
    setIsChoosing(wanted === "some");
    form.change({ smsCountries: wanted === "all" ? ["*"] : [] });
  };
  const isDisabled = refusal !== undefined;
  return (
    <Section title={t("title")} description={t("weakest")}>
      <div className="flex flex-col gap-6">
        <RadioGroup
          legend={t("countries")}
          name="sms-reach"
          value={reach}
          onValueChange={setReach}
          options={[
            { value: "none", label: t("none"), hint: t("noneHint"), isDisabled },
            { value: "some", label: t("some"), isDisabled },
            { value: "all", label: t("all"), hint: t("allHint"), isDisabled },
          ]}
        />
        {reach === "some" && (
          <CountryPicker
            chosen={countries}
            isDisabled={isDisabled}
            onChange={(smsCountries) => {
              setIsChoosing(true);
              form.change({ smsCountries });
            }}
          />
        )}
        <Field
          label={t("perDay")}
          hint={t("perDayHint", { most: MOST_TEXTS_PER_DAY })}
          error={
            Number.isInteger(cap) && cap >= 1 && cap <= MOST_TEXTS_PER_DAY
              ? undefined
              : t("perDayWrong", { most: MOST_TEXTS_PER_DAY })
          }
        >
          <Input
            className="max-w-40"
            type="number"
            inputMode="numeric"
            min={1}
            max={MOST_TEXTS_PER_DAY}
            value={Number.isNaN(cap) ? "" : cap}
            disabled={isDisabled}
            onChange={(event) => form.change({ smsDailyCap: event.target.valueAsNumber })}
          />
        </Field>
      </div>
    </Section>
  );
}
