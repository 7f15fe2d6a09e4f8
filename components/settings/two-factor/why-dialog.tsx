"use client";

import { Check, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { Why } from "@/lib/flows/why";
import { useDates } from "@/lib/i18n/use-dates";
import type { Reason } from "@/lib/policy/core/types";
import { Dialog, DialogContent } from "../../ui/dialog";
import { TextButton } from "../../ui/text-link";

const CHECKS = [
  "session",
  "user",
  "first_factor",
  "second_step",
  "accepted_factor",
  "some_factor",
  "accepted_proof",
  "request_factor",
  "request_level",
  "request_freshness",
] as const;

/** `Why am I asked?`: the decision about this very session, in words. */
export function WhyDialog({ why }: { why: Why }) {
  const t = useTranslations("two-factor.why");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <TextButton className="text-sm" onClick={() => setIsOpen(true)}>
        {t("title")}
      </TextButton>
      <Dialog open={isOpen} onOpenChange={setIsOpen}>
        <DialogContent title={t("title")} description={t("intro")}>
          <div className="flex flex-col gap-6 text-sm">
            <Part title={t("reasonsTitle")}>
              <ul className="flex list-disc flex-col gap-1 pl-5">
                {why.reasons.map((reason) => (
                  <li key={reason}>{t(`reason.${reason}`)}</li>
                ))}
              </ul>
            </Part>
            <Part title={t("proofsTitle")}>
              <Proofs proofs={why.proofs} />
            </Part>
            <Part title={t("checksTitle")}>
              <Checks checks={why.checks} />
            </Part>
          </div>
        </DialogContent>
      </Dialog>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Proofs({ proofs }: Pick<Why, "proofs">) {
  const t = useTranslations("two-factor.why");
  const kind = useTranslations("factors.kind");
  const dates = useDates();
  if (proofs.length === 0) return <p className="text-muted">{t("noProofs")}</p>;
  return (
    <ul className="flex list-disc flex-col gap-1 pl-5">
      {proofs.map(({ factor, at }) => (
        <li key={`${factor} ${at}`}>{t("proof", { factor: kind(factor), date: dates.moment(at) })}</li>
      ))}
    </ul>
  );
}

/** Every check in its order; `reasonText` puts a failed one’s reason in other words. */
export function Checks({
  checks,
  reasonText,
}: Pick<Why, "checks"> & { reasonText?: (reason: Reason) => string }) {
  const t = useTranslations("two-factor.why");
  return (
    <ol className="flex flex-col gap-2">
      {checks.map(({ check, passed, reason }) => {
        const known = CHECKS.find((name) => name === check);
        return (
          <li key={check} className="flex gap-2">
            {passed ? (
              <Check aria-label={t("passed")} className="mt-0.5 size-4 shrink-0 text-good" />
            ) : (
              <X aria-label={t("failed")} className="mt-0.5 size-4 shrink-0 text-danger" />
            )}
            <span>
              {known ? t(`check.${known}`) : check}
              {reason && (
                <span className="block text-muted">{reasonText?.(reason) ?? t(`reason.${reason}`)}</span>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
