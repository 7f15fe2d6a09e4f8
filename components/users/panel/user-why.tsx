"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { explainUser } from "@/lib/admin/enforcement/actions";
import type { WhatIf, UserWhy as Why } from "@/lib/admin/enforcement/why";
import type { UserDetail } from "@/lib/admin/users";
import { useDates } from "@/lib/i18n/use-dates";
import { useGuarded } from "../../factors/step-up";
import { FailureNotice } from "../../settings/failure-notice";
import { Checks } from "../../settings/two-factor/why-dialog";
import { useSourceSentence } from "../../settings/use-source-sentence";
import { Dialog, DialogContent } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Select } from "../../ui/select";
import { Skeleton } from "../../ui/skeleton";
import { TextButton } from "../../ui/text-link";

const QUESTIONS = {
  plain: { level: null, maxAgeSeconds: null },
  aal2: { level: "aal2", maxAgeSeconds: null },
  phr: { level: "phr", maxAgeSeconds: null },
  fresh: { level: "aal2", maxAgeSeconds: 0 },
} as const satisfies Record<string, WhatIf>;
type Question = keyof typeof QUESTIONS;

/** `Why?`: what a sign-in of this user would come to and why, as things stand or if an application asked for more. */
export function UserWhy({ user, workspace }: { user: UserDetail; workspace: string }) {
  const t = useTranslations("users.panel.why");
  const [isOpen, setIsOpen] = useState(false);
  const [question, setQuestion] = useState<Question>("plain");
  if (user.refusals.right !== null) return null;
  return (
    <>
      <TextButton className="self-start text-sm" onClick={() => setIsOpen(true)}>
        {t("button")}
      </TextButton>
      <Dialog open={isOpen} onOpenChange={setIsOpen}>
        <DialogContent title={t("title", { name: user.name })} description={t("text")}>
          <div className="flex flex-col gap-4 text-sm">
            <Field label={t("whatIf")}>
              <Select value={question} onChange={({ target }) => setQuestion(target.value as Question)}>
                {(Object.keys(QUESTIONS) as Question[]).map((one) => (
                  <option key={one} value={one}>
                    {t(one, { name: user.name })}
                  </option>
                ))}
              </Select>
            </Field>
            <Answer key={question} user={user} workspace={workspace} whatIf={QUESTIONS[question]} />
          </div>
        </DialogContent>
      </Dialog>
    </>
  );
}

function Answer({ user, workspace, whatIf }: { user: UserDetail; workspace: string; whatIf: WhatIf }) {
  const guarded = useGuarded();
  const found = useQuery({
    queryKey: ["why", user.id, whatIf],
    queryFn: () => guarded(() => explainUser({ userId: user.id, whatIf })),
    gcTime: 0,
  });
  if (!found.data) return <Skeleton className="h-64" />;
  if (!found.data.ok) return <FailureNotice failure={found.data} />;
  return <Explanation why={found.data.data} user={user} workspace={workspace} />;
}

function Explanation({ why, user, workspace }: { why: Why; user: UserDetail; workspace: string }) {
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
