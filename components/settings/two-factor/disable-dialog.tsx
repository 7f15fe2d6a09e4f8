"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { disableTwoFactor } from "@/lib/flows/actions";
import type { TwoFactorOverview } from "@/lib/flows/overview";
import { useDates } from "@/lib/i18n/use-dates";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Button } from "../../ui/button";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";

/** Says what goes and what stays, asks for a fresh proof, and switches 2FA off. */
export function DisableDialog({
  overview,
  isOpen,
  onOpenChange,
  onDisabled,
}: {
  overview: TwoFactorOverview;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onDisabled: () => void;
}) {
  const t = useTranslations("two-factor");
  const deed = useDeed("disable", disableTwoFactor, () => {
    onOpenChange(false);
    onDisabled();
  });
  const change = (isWanted: boolean) => {
    deed.forget();
    onOpenChange(isWanted);
  };
  return (
    <AlertDialog open={isOpen} onOpenChange={change}>
      <AlertDialogContent
        title={t("disableTitle")}
        description={overview.isRequired ? t("disableAgain") : t("disableWhat")}
        action={
          <Button variant="danger" pending={deed.isPending} onClick={() => deed.start({})}>
            {t("disable")}
          </Button>
        }
      >
        <div className="flex flex-col gap-4">
          <Consequences overview={overview} />
          <FailureNotice failure={deed.failure} />
        </div>
      </AlertDialogContent>
    </AlertDialog>
  );
}

/** Passkeys stay a way to sign in, unless the whole of 2FA is removed although it is required. */
function Consequences({ overview }: { overview: TwoFactorOverview }) {
  const t = useTranslations("two-factor");
  const dates = useDates();
  const { isRequired, factors, recoveryCodesLeft } = overview;
  const stays = factors.filter(({ kind }) => kind === "passkey" && !isRequired);
  const goes = factors.filter((factor) => !stays.includes(factor));
  return (
    <>
      <Named title={t("disableGoes")}>
        {goes.map(({ id, label, createdAt }) => (
          <li key={id}>{t("goesFactor", { label, date: dates.day(createdAt) })}</li>
        ))}
        {recoveryCodesLeft > 0 && !isRequired && <li>{t("goesCodes")}</li>}
        <li>{isRequired ? t("heldSessions") : t("goesSessions")}</li>
      </Named>
      <Named title={t("disableStays")}>
        <li>{t("staysNothing")}</li>
        {stays.map(({ id, label }) => (
          <li key={id}>{t("staysPasskey", { label })}</li>
        ))}
        {isRequired && recoveryCodesLeft > 0 && <li>{t("staysCodes")}</li>}
      </Named>
    </>
  );
}

function Named({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="text-sm">
      <p className="font-medium">{title}</p>
      <ul className="mt-1 flex list-disc flex-col gap-1 pl-5 text-muted">{children}</ul>
    </div>
  );
}
