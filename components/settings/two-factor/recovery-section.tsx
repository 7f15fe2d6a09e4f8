"use client";

import { useTranslations } from "next-intl";
import type { TwoFactorOverview } from "@/lib/flows/overview";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import { Section } from "../../ui/section";
import { FEW_CODES } from "../next-step";
import type { Task } from "./two-factor";

/** How many recovery codes are left, and new ones; only where the workspace has them and 2FA is on. */
export function RecoverySection({
  overview,
  onTask,
}: {
  overview: TwoFactorOverview;
  onTask: (task: Task) => void;
}) {
  const t = useTranslations("two-factor");
  const { isOn, recoveryCodesOn, recoveryCodesLeft: count, factors } = overview;
  if (!isOn || !recoveryCodesOn || factors.length === 0) return null;
  return (
    <Section
      title={t("recoveryCodes")}
      description={t("recoveryCodesText")}
      actions={
        <Button variant="secondary" size="sm" onClick={() => onTask({ kind: "codes" })}>
          {t("newCodes")}
        </Button>
      }
    >
      <div className="flex max-w-[68ch] flex-col gap-2">
        {count === 0 && <Notice tone="warning">{t("codesNone")}</Notice>}
        {count > 0 && count <= FEW_CODES && <Notice tone="info">{t("codesLow", { count })}</Notice>}
        {count > FEW_CODES && <p className="tabular-nums">{t("codesLeft", { count })}</p>}
        {count > 0 && <p className="text-sm text-muted">{t("newCodesText")}</p>}
      </div>
    </Section>
  );
}
