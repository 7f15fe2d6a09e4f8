"use client";

import { type CountryCode, getCountries, getCountryCallingCode } from "libphonenumber-js/min";
import { useLocale, useTranslations } from "next-intl";
import { type SubmitEvent, useMemo } from "react";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Select } from "../../ui/select";
import { SubmitButton } from "../../ui/submit-button";
import type { Failure } from "../attempt";
import { FailureText } from "../failure-text";

export type TypedPhone = { phone: string; country: string };

const isCountry = (region: string | undefined): region is CountryCode =>
  (getCountries() as string[]).includes(region ?? "");

/** The region of the browser's languages, where one names or suggests a country. */
function ownCountry(): CountryCode {
  const regions = navigator.languages.map((language) => new Intl.Locale(language).maximize().region);
  return regions.find(isCountry) ?? "US";
}

/** A phone number and its country. */
export function PhoneForm({
  typed,
  isPending,
  failure,
  onSend,
}: {
  typed: TypedPhone | null;
  isPending: boolean;
  failure: Failure | null;
  onSend: (phone: TypedPhone) => void;
}) {
  const t = useTranslations("factors.sms");
  const locale = useLocale();
  const countries = useMemo(() => {
    const names = new Intl.DisplayNames(locale, { type: "region" });
    return getCountries()
      .map((code) => ({ code, name: names.of(code) ?? code }))
      .sort((a, b) => a.name.localeCompare(b.name, locale));
  }, [locale]);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSend({ phone: String(form.get("phone")).trim(), country: String(form.get("country")) });
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-6">
      <Field label={t("country")}>
        <Select name="country" autoComplete="country" defaultValue={typed?.country ?? ownCountry()}>
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {`${name} (+${getCountryCallingCode(code)})`}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("phone")} error={failure && <FailureText failure={failure} />}>
        <Input
          name="phone"
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          autoFocus
          maxLength={40}
          defaultValue={typed?.phone}
        />
      </Field>
      <SubmitButton wide pending={isPending}>
        {t("send")}
      </SubmitButton>
    </form>
  );
}
