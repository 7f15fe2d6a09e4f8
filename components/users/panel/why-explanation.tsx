"use client";

import { useTranslations } from "next-intl";
import type { UserWhy as Why } from "@/lib/admin/enforcement/why";
import type { UserDetail } from "@/lib/admin/users";
import { useDates } from "@/lib/i18n/use-dates";
import { Checks } from "../../settings/two-factor/why-dialog";
import { useSourceSentence } from "../../settings/use-source-sentence";

/** What a sign-in would come to: the outcome, who requires it, and the checks in their order. */
export function Explanation({ why, user, workspace }: { why: Why; user: UserDetail; workspace: string }) {
  const t = useTranslations("users.panel.why");
  const kindName = useTranslations("factors.kind");
  const reasons = useTranslations("two-factor.why.reason");
  const sentence = useSourceSentence({ workspace, policy: user.policy });
  const dates = useDates();
  const names = (kinds: readonly string[]) =>
    kinds.map((kind) => kindName(kind as "totp")).join(", ") || t("none");
  return (
    <div aria-live="polite" className="flex flex-col gap-4">
      <p className="font-medium">
        {t(`outcome.${why.outcome}`, { proved: names(why.proved), offered: names(why.offered) })}
      </p>
      <ul className="flex flex-col gap-1 text-muted">
        {why.sources.map((source) => (
          <li key={source.kind}>
            {sentence(source)} {source.until && t("until", { date: dates.day(source.until) })}
          </li>
        ))}
        {why.sources.length === 0 && <li>{t("nobody")}</li>}
        <li>{t("satisfies", { accepted: names(why.accepted), held: names(why.held) })}</li>
      </ul>
      <section>
        <h3 className="mb-2 font-semibold">{t("checks")}</h3>
        <Checks
          checks={why.checks}
          reasonText={(reason) => (reason === "accepted_factor_missing" ? t("reason") : reasons(reason))}
        />
      </section>
    </div>
  );
}
