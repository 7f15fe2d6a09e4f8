"use client";

import { useTranslations } from "next-intl";
import { CopyButton } from "../../ui/copy-button";

/** A program or lines of a shell, to read and to copy. */
export function CodeBlock({ code, language }: { code: string; language: string }) {
  const t = useTranslations("docs");
  return (
    <div className="my-4 rounded-md border border-line bg-sunken">
      <div className="flex items-center justify-between gap-2 border-b border-line px-4 py-1">
        <span className="font-mono text-xs text-muted">{language}</span>
        <CopyButton value={code} label={t("copy")} variant="ghost" size="sm" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by keyboard */}
      <pre tabIndex={0} className="overflow-x-auto p-4 font-mono text-sm">
        {code}
      </pre>
    </div>
  );
}
