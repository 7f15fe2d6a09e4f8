"use client";

import "@fontsource-variable/inter";
import "./globals.css";
import { Crash } from "@/components/frame/crash";
import { negotiateLocale } from "@/lib/i18n/config";
import deCommon from "@/messages/de/common.json";
import deErrors from "@/messages/de/errors.json";
import enCommon from "@/messages/en/common.json";
import enErrors from "@/messages/en/errors.json";

const words = {
  en: { page: enErrors.page, tryAgain: enCommon.tryAgain },
  de: { page: deErrors.page, tryAgain: deCommon.tryAgain },
};

/** Stands in for the root layout when that itself fails, so it brings its own document and words. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  const chosen =
    typeof document === "undefined" ? undefined : /(?:^|; )locale=(\w+)/.exec(document.cookie)?.[1];
  const locale = negotiateLocale(
    chosen,
    typeof navigator === "undefined" ? null : navigator.languages.join(","),
  );
  return (
    <html lang={locale}>
      <body>
        <Crash words={words[locale].page} tryAgain={words[locale].tryAgain} digest={error.digest} />
      </body>
    </html>
  );
}
