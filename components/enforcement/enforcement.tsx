"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { revokeEnforcement } from "@/lib/admin/enforcement/actions";
import type { Enforcement } from "@/lib/admin/enforcement/enforce";
import { useDates } from "@/lib/i18n/use-dates";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { AlertDialog, AlertDialogContent } from "../ui/alert-dialog";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { Section } from "../ui/section";
import { EnforceDialog } from "./enforce-dialog";

/** The workspace's own rule: whether it stands, since when and by whom, and the way to set or revoke it. */
export function EnforcementSection({
  enforcement,
  canManage,
}: {
  enforcement: Enforcement;
  canManage: boolean;
}) {
  const t = useTranslations("enforcement.forAll");
  const router = useRouter();
  const dates = useDates();
  const [asked, setAsked] = useState(false);
  const refusal = canManage ? undefined : t("noRight");
  const close = () => setAsked(false);
  const done = () => {
    close();
    router.refresh();
  };
  return (
    <Section title={t("title")}>
      <div className="flex flex-col items-start gap-4">
        {enforcement ? (
          <Notice tone="success" className="self-stretch">
            <p className="font-medium">{t("on")}</p>
            <p>
              {t("detail", {
                date: dates.day(enforcement.since),
                by: enforcement.by ?? "none",
                effect: enforcement.effect,
                days: enforcement.graceDays ?? 0,
              })}
            </p>
          </Notice>
        ) : (
          <p className="max-w-[68ch] text-muted">{t("off")}</p>
        )}
        <Button
          variant={enforcement ? "secondary" : "primary"}
          disabledReason={refusal}
          onClick={() => setAsked(true)}
        >
          {enforcement ? t("revoke") : t("enforce")}
        </Button>
      </div>
      {asked && enforcement && <RevokeDialog onClose={close} onDone={done} />}
      {asked && !enforcement && <EnforceDialog onClose={close} onDone={done} />}
    </Section>
  );
}

function RevokeDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const t = useTranslations("enforcement.forAll");
  const deed = useDeed();
  const revoke = () =>
    void deed.start(
      () => revokeEnforcement({ tellsEverybody: false }),
      () => {
        toast.success(t("revoked"));
        onDone();
      },
    );
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={t("revokeTitle")}
        description={t("revokeText")}
        action={
          <Button pending={deed.isPending} onClick={revoke}>
            {t("revokeDeed")}
          </Button>
        }
      >
        <FailureNotice failure={deed.failure} />
      </AlertDialogContent>
    </AlertDialog>
  );
}
