"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { revokeEnforcement } from "@/lib/admin/enforcement/actions";
import type { Enforcement } from "@/lib/admin/enforcement/enforce";
import type { Rings } from "@/lib/admin/rings/read";
import { useDates } from "@/lib/i18n/use-dates";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { useKept } from "../settings/use-kept";
import { AlertDialog, AlertDialogContent } from "../ui/alert-dialog";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { Section } from "../ui/section";
import { EnforceDialog } from "./enforce-dialog";
import { PlanDialog } from "./rings/plan-dialog";
import type { PolicyName } from "./rings/ring-fields";
import { RingsDeeds } from "./rings/rings-deeds";
import { RingsState } from "./rings/rings-state";

/** The workspace's own rule: whether it stands or is planned in rings, since when and by whom, and what can be done about it. */
export function EnforcementSection({
  enforcement,
  rings,
  policies,
  canManage,
}: {
  enforcement: Enforcement;
  rings: Rings | null;
  policies: readonly PolicyName[];
  canManage: boolean;
}) {
  const t = useTranslations("enforcement");
  const router = useRouter();
  const [asked, setAsked] = useKept<"enforce" | "rings" | "revoke" | null>("enforcement", null);
  const refusal = canManage ? undefined : t("forAll.noRight");
  const close = () => setAsked(null);
  const refresh = () => router.refresh();
  const done = () => {
    close();
    refresh();
  };
  const isSet = enforcement !== null || rings !== null;
  return (
    <Section title={t("forAll.title")}>
      <div className="flex flex-col items-start gap-4">
        {enforcement && <Standing enforcement={enforcement} />}
        {rings && <RingsState rings={rings} />}
        {!isSet && <p className="max-w-[68ch] text-muted">{t("forAll.off")}</p>}
        <div className="flex flex-wrap gap-2">
          {!isSet && (
            <>
              <Button disabledReason={refusal} onClick={() => setAsked("enforce")}>
                {t("forAll.enforce")}
              </Button>
              <Button variant="secondary" disabledReason={refusal} onClick={() => setAsked("rings")}>
                {t("rings.button")}
              </Button>
            </>
          )}
          {rings && rings.state !== "done" && (
            <RingsDeeds rings={rings} policies={policies} refusal={refusal} onDone={refresh} />
          )}
          {isSet && (
            <Button variant="secondary" disabledReason={refusal} onClick={() => setAsked("revoke")}>
              {t("forAll.revoke")}
            </Button>
          )}
        </div>
      </div>
      {asked === "revoke" && <RevokeDialog hasRings={rings !== null} onClose={close} onDone={done} />}
      {asked === "enforce" && <EnforceDialog onClose={close} onDone={done} />}
      {asked === "rings" && <PlanDialog policies={policies} onClose={close} onDone={done} />}
    </Section>
  );
}

function Standing({ enforcement }: { enforcement: NonNullable<Enforcement> }) {
  const t = useTranslations("enforcement.forAll");
  const dates = useDates();
  return (
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
  );
}

function RevokeDialog({
  hasRings,
  onClose,
  onDone,
}: {
  hasRings: boolean;
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useTranslations("enforcement.forAll");
  const deed = useDeed("revoke enforcement", revokeEnforcement, () => {
    toast.success(t("revoked"));
    onDone();
  });
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={t("revokeTitle")}
        description={hasRings ? t("revokeRingsText") : t("revokeText")}
        action={
          <Button pending={deed.isPending} onClick={() => deed.start({ tellsEverybody: false })}>
            {t("revokeDeed")}
          </Button>
        }
      >
        <FailureNotice failure={deed.failure} />
      </AlertDialogContent>
    </AlertDialog>
  );
}
