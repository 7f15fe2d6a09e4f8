"use client";

import { useTranslations } from "next-intl";
import { buttonVariants } from "../../ui/button-variants";
import { cn } from "../../ui/cn";
import { CopyButton } from "../../ui/copy-button";
import { ScanCode } from "./scan-code";

const inGroups = (secret: string): string => secret.match(/.{1,4}/g)?.join(" ") ?? secret;

/** The secret in its three forms: to scan, to open on this very phone, to type. */
export function TotpKey({ secret, uri }: { secret: string; uri: string }) {
  const t = useTranslations("factors.enroll");
  return (
    <div className="flex flex-col gap-6">
      <ScanCode value={uri} label={t("qr")} />
      <a
        href={uri}
        className={cn(
          buttonVariants({ variant: "secondary", wide: true }),
          "sm:hidden pointer-coarse:inline-flex",
        )}
      >
        {t("openApp")}
      </a>
      <div className="flex flex-col gap-2">
        <p className="text-sm text-muted">{t("cannotScan")}</p>
        <p className="flex flex-wrap items-center justify-between gap-3">
          <code className="font-mono text-sm tracking-wide select-all">{inGroups(secret)}</code>
          <CopyButton size="sm" value={secret} label={t("copyKey")} />
        </p>
      </div>
    </div>
  );
}
