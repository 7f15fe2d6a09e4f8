"use client";

import { useTranslations } from "next-intl";
import { CopyButton } from "../../ui/copy-button";
import { CodeEnroll } from "./code-enroll";
import { ScanCode } from "./scan-code";
import type { EnrollProps } from "./use-enrollment";

/** The address to open on the other device, and the code that it shows there. */
export function PushEnroll(props: EnrollProps) {
  const t = useTranslations("factors.push");
  return (
    <CodeEnroll kind="push" props={props} renewed={t("renewed")} wrong={t("pairWrong")}>
      {({ url }) => (
        <div className="flex flex-col gap-6">
          <ScanCode value={String(url)} label={t("qr")} />
          <div className="flex flex-col gap-2">
            <p className="text-sm text-muted">{t("link")}</p>
            <p className="flex flex-wrap items-center justify-between gap-3">
              <code className="min-w-0 font-mono text-xs select-all [overflow-wrap:anywhere]">
                {String(url)}
              </code>
              <CopyButton size="sm" value={String(url)} label={t("copyLink")} />
            </p>
          </div>
        </div>
      )}
    </CodeEnroll>
  );
}
