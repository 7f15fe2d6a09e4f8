"use client";

import { ChevronDown } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useTransition } from "react";
import { LOCALE_NAMES, LOCALES, type Locale } from "@/lib/i18n/config";

/** A server action that stores the choice; the page is rendered again in the new language. */
export type SetLocale = (locale: Locale) => Promise<unknown>;

export function LanguageSwitcher({ setLocale }: { setLocale: SetLocale }) {
  const t = useTranslations("common");
  const current = useLocale();
  const [isPending, startTransition] = useTransition();
  return (
    <span className="relative inline-flex items-center text-sm text-muted hover:text-ink">
      <select
        aria-label={t("language")}
        aria-busy={isPending || undefined}
        value={current}
        onChange={(event) => {
          const chosen = LOCALES.find((locale) => locale === event.target.value);
          if (chosen) startTransition(async () => void (await setLocale(chosen)));
        }}
        className="h-11 appearance-none rounded-md bg-transparent pr-7 pl-2 field-sizing-content sm:h-9"
      >
        {LOCALES.map((locale) => (
          <option key={locale} value={locale} lang={locale}>
            {LOCALE_NAMES[locale]}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden="true" className="pointer-events-none absolute right-2 size-4" />
    </span>
  );
}
