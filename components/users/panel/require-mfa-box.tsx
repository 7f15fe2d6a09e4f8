"use client";

import { useTranslations } from "next-intl";
import type { UserDetail } from "@/lib/admin/users";
import { useDates } from "@/lib/i18n/use-dates";
import { Checkbox } from "../../ui/checkbox";
import { useRefusalText } from "./refusal-text";
import type { SecurityForm } from "./use-security-form";

/** `Require MFA`, and below it what ticking or unticking really does for this user. */
export function RequireMfaBox({
  user,
  workspace,
  form,
}: {
  user: UserDetail;
  workspace: string;
  form: SecurityForm;
}) {
  const t = useTranslations("users.panel");
  const refusalText = useRefusalText();
  const refusal = refusalText(user.refusals.requireMfa);
  const consequences = useConsequences(user, workspace, form.requireMfa);
  const isSaidAbove = user.refusals.requireMfa === "right_missing";
  const lines = refusal && !isSaidAbove ? [refusal, ...consequences] : consequences;
  return (
    <Checkbox
      label={t("requireMfa")}
      hint={lines.map((line) => (
        <span key={line} className="block">
          {line}
        </span>
      ))}
      checked={form.requireMfa}
      disabledReason={refusal}
      onChange={(event) => form.setRequireMfa(event.target.checked)}
    />
  );
}

function useConsequences(user: UserDetail, workspace: string, isTicked: boolean): string[] {
  const t = useTranslations("users.panel");
  const dates = useDates();
  const isChanged = isTicked !== user.requireMfa;
  if (isTicked) {
    if (user.shield.until && (user.shield.status === "exempt" || user.shield.status === "chosen"))
      return [t("requireExempt", { date: dates.day(user.shield.until) })];
    if (isChanged && user.isYou) return [t("requireSelf")];
    return [isChanged ? t("requireLate", { name: user.name }) : t("requireHint")];
  }
  const anyway = user.sources.flatMap(({ kind, since, ring }) => {
    const date = dates.day(since);
    if (ring !== undefined) return [t("anywayRing", { workspace, date, ring })];
    if (kind === "workspace") return [t("anywayWorkspace", { workspace, date })];
    return kind === "policy" ? [t("anywayPolicy", { policy: user.policy, date })] : [];
  });
  const staysOn = isChanged && user.twoFactorOn;
  const on = anyway.length > 0 ? t("staysOnAnyway", { name: user.name }) : t("staysOn", { name: user.name });
  const lines = staysOn ? [...anyway, on] : anyway;
  return lines.length > 0 ? lines : [t("requireHint")];
}
