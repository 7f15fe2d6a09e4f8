"use client";

import { useTranslations } from "next-intl";
import { CodeEnroll } from "./code-enroll";
import { TotpKey } from "./totp-key";
import type { EnrollProps } from "./use-enrollment";

/** QR code, key and the first code. */
export function TotpEnroll(props: EnrollProps) {
  const t = useTranslations("factors.enroll");
  return (
    <CodeEnroll kind="totp" props={props} renewed={t("totpRenewed")}>
      {({ secret, uri }) => <TotpKey secret={String(secret)} uri={String(uri)} />}
    </CodeEnroll>
  );
}
