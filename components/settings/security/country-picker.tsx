"use client";

import { getCountries } from "libphonenumber-js/min";
import { Search } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Checkbox } from "../../ui/checkbox";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";

/** Any number of countries, found by name. Chosen ones stand first as long as nothing is searched for. */
export function CountryPicker({
  chosen,
  isDisabled,
  onChange,
}: {
  chosen: readonly string[];
  isDisabled: boolean;
  onChange: (countries: string[]) => void;
}) {
  const t = useTranslations("security.sms");
  const locale = useLocale();
  const [text, setText] = useState("");
  const [first] = useState(chosen);
  const countries = useMemo(() => {
    const names = new Intl.DisplayNames(locale, { type: "region" });
    const rank = (code: string) => (first.includes(code) ? 0 : 1);
    return getCountries()
      .map((code) => ({ code, name: names.of(code) ?? code }))
      .sort((a, b) => rank(a.code) - rank(b.code) || a.name.localeCompare(b.name, locale));
  }, [locale, first]);
  const wanted = text.trim().toLocaleLowerCase(locale);
  const found = countries.filter(
    ({ code, name }) => name.toLocaleLowerCase(locale).includes(wanted) || code.toLowerCase() === wanted,
  );
  return (
    <div className="flex flex-col gap-3">
      <Field label={t("search")} hint={t("chosen", { count: chosen.length })}>
        <Input
          type="search"
          icon={<Search aria-hidden="true" />}
          value={text}
          disabled={isDisabled}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <fieldset className="max-h-72 overflow-y-auto rounded-md border border-line p-3">
        <legend className="sr-only">{t("some")}</legend>
        {found.map(({ code, name }) => (
          <Checkbox
            key={code}
            label={name}
            checked={chosen.includes(code)}
            disabled={isDisabled}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, code].sort() : chosen.filter((one) => one !== code))
            }
          />
        ))}
        {found.length === 0 && <p className="text-sm text-muted">{t("noneFound")}</p>}
      </fieldset>
    </div>
  );
}
