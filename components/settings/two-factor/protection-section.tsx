"use client";

import { useTranslations } from "next-intl";
import { enableTwoFactor } from "@/lib/flows/actions";
import type { TwoFactorOverview } from "@/lib/flows/overview";
import type { Why } from "@/lib/flows/why";
import { useDates } from "@/lib/i18n/use-dates";
import { ShieldDrawing, useShieldSentence } from "../../shield";
import { Button } from "../../ui/button";
import { Section } from "../../ui/section";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";
import { useKept } from "../use-kept";
import { useSourceSentence } from "../use-source-sentence";
import { DisableDialog } from "./disable-dialog";
import type { Account, Task } from "./two-factor";
import { WhyDialog } from "./why-dialog";

/** Whether it is on, who asks for it, and the one switch. */
export function ProtectionSection({
  overview,
  why,
  account,
  onTask,
  onChanged,
}: {
  overview: TwoFactorOverview;
  why: Why;
  account: Account;
  onTask: (task: Task) => void;
  onChanged: (said: string) => void;
}) {
  const t = useTranslations("two-factor");
  const [isDisabling, setIsDisabling] = useKept<boolean>("disable", false);
  const deed = useDeed("enable", enableTwoFactor, () => onChanged(t("enabled")));
  const hasPasskey = overview.factors.some(
    ({ kind, isSuspect }) => kind === "passkey" && !isSuspect && overview.offered.includes(kind),
  );
  return (
    <Section title={t("state")}>
      <div className="flex max-w-[68ch] flex-col gap-4">
        <StateText overview={overview} account={account} />
        <FailureNotice failure={deed.failure} />
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          {overview.isOn ? (
            <Button
              variant="secondary"
              disabledReason={overview.canDisable ? undefined : t("requiredByAdmin")}
              onClick={() => setIsDisabling(true)}
            >
              {t("disable")}
            </Button>
          ) : (
            <>
              {hasPasskey && (
                <Button pending={deed.isPending} onClick={() => deed.start({})}>
                  {t("enableWithPasskey")}
                </Button>
              )}
              <Button
                variant={hasPasskey ? "secondary" : "primary"}
                onClick={() => onTask({ kind: "enable" })}
              >
                {t("enable")}
              </Button>
            </>
          )}
          <WhyDialog why={why} />
        </div>
      </div>
      <DisableDialog
        overview={overview}
        isOpen={isDisabling}
        onOpenChange={setIsDisabling}
        onDisabled={() => onChanged(t("disabled"))}
      />
    </Section>
  );
}

function StateText({ overview, account }: { overview: TwoFactorOverview; account: Account }) {
  const shieldSentence = useShieldSentence();
  const sourceSentence = useSourceSentence(account);
  const { status, until, reason } = overview.shield;
  const lines = [useStandingText(overview), ...overview.sources.map(sourceSentence)];
  const after = useConsequence(overview);
  return (
    <div className="flex flex-col gap-1">
      <p className="flex items-center gap-2 font-medium">
        <ShieldDrawing status={status} size={20} />
        {shieldSentence({ status, until, reason })}
      </p>
      {[...lines, ...(after ? [after] : [])].map((line) => (
        <p key={line} className="text-muted">
          {line}
        </p>
      ))}
    </div>
  );
}

/** On since when and why, or off and what that means. */
function useStandingText({ isOn, since, origin, factors }: TwoFactorOverview): string {
  const t = useTranslations("two-factor");
  const dates = useDates();
  if (isOn) {
    const start = since ? t("isOn", { date: dates.day(since) }) : t("isOnUndated");
    const known = (["self", "required", "application"] as const).find((name) => name === origin);
    return known ? `${start} ${t(`origin.${known}`)}` : start;
  }
  const text = factors.some(({ kind }) => kind === "passkey") ? t("offPasskeyText") : t("offText");
  return `${t("isOff")} ${text}`;
}

/** What being required means just now. */
function useConsequence({ isOn, isRequired, canDisable, shield }: TwoFactorOverview): string | null {
  const t = useTranslations("two-factor");
  const dates = useDates();
  if (!isRequired) return null;
  if (isOn) return canDisable ? t("selfRemovalText") : t("lockedText");
  return shield.until ? t("pendingUntilText", { date: dates.day(shield.until) }) : t("pendingText");
}
