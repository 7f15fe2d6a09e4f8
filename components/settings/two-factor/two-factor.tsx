"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { toast } from "sonner";
import type { RememberedOverview } from "@/lib/account/browsers";
import type { OwnFactor, TwoFactorOverview } from "@/lib/flows/overview";
import type { Why } from "@/lib/flows/why";
import type { HelpOffer } from "@/lib/recovery/help";
import { signalAccepted } from "../../factors/passkey-signals";
import { AskForHelp } from "../../recovery/ask-for-help";
import { Notice } from "../../ui/notice";
import { PageHeader, Section } from "../../ui/section";
import { TextLink } from "../../ui/text-link";
import { useKept } from "../use-kept";
import { FactorSection } from "./factor-section";
import { ProtectionSection } from "./protection-section";
import { RecoverySection } from "./recovery-section";
import { RememberedSection } from "./remembered-section";
import { TwoFactorTask } from "./two-factor-task";

export type Account = { workspace: string; policy: string };

/** What is under way in place of the overview. */
export type Task =
  | { kind: "enable" }
  | { kind: "add" }
  | { kind: "sign_in" }
  | { kind: "replace"; factor: OwnFactor }
  | { kind: "codes" };

/** One's own second factors: how things stand, and every act on them. */
export function TwoFactor({
  overview: stored,
  why,
  account,
  remembered,
  help,
  arrival,
}: {
  overview: TwoFactorOverview;
  why: Why;
  account: Account;
  /** Null: the policy remembers no browsers. */
  remembered: RememberedOverview | null;
  help: HelpOffer;
  /** Somebody was sent here on the way to somewhere else; null: they came by themselves. */
  arrival: { isByCode: boolean; returnTo: string } | null;
}) {
  const t = useTranslations("two-factor");
  const waysBack = useTranslations("ways-back");
  const kind = useTranslations("factors.kind");
  const named = stored.factors.map((factor) => ({ ...factor, label: factor.label || kind(factor.kind) }));
  const overview = { ...stored, factors: named };
  const router = useRouter();
  const [task, setTask] = useKept<Task | null>("task", null);
  const signal = JSON.stringify(overview.signal);
  useEffect(() => signalAccepted(JSON.parse(signal)), [signal]);
  const finish = (said: string) => {
    setTask(null);
    toast.success(said);
    router.refresh();
  };
  const close = () => {
    setTask(null);
    router.refresh();
  };
  if (task) {
    return <TwoFactorTask task={task} overview={overview} onDone={finish} onClose={close} />;
  }
  return (
    <div className="max-w-[800px]">
      <PageHeader title={t("title")} description={t("description")} />
      {arrival && (
        <Notice tone="info" className="mb-6">
          {arrival.isByCode && <p>{t("afterCode", { count: overview.recoveryCodesLeft })}</p>}
          <p>
            <TextLink href={arrival.returnTo}>{t("goOn")}</TextLink>
          </p>
        </Notice>
      )}
      <div>
        <ProtectionSection
          overview={overview}
          why={why}
          account={account}
          onTask={setTask}
          onChanged={finish}
        />
        <FactorSection overview={overview} onTask={setTask} onChanged={finish} />
        <RecoverySection overview={overview} onTask={setTask} />
        {help.helpers.length > 0 && (
          <Section title={waysBack("help.title")} description={t("helpText")}>
            <div className="max-w-[68ch]">
              <AskForHelp offer={help} />
            </div>
          </Section>
        )}
        {remembered && overview.isOn && <RememberedSection remembered={remembered} onChanged={finish} />}
      </div>
    </div>
  );
}
