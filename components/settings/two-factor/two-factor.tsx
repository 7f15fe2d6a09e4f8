"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import type { RememberedOverview } from "@/lib/account/browsers";
import type { OwnFactor, TwoFactorOverview } from "@/lib/flows/overview";
import type { Why } from "@/lib/flows/why";
import { PageHeader } from "../../ui/section";
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
  overview,
  why,
  account,
  remembered,
}: {
  overview: TwoFactorOverview;
  why: Why;
  account: Account;
  /** Null: the policy remembers no browsers. */
  remembered: RememberedOverview | null;
}) {
  const t = useTranslations("two-factor");
  const router = useRouter();
  const [task, setTask] = useState<Task | null>(null);
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
        {remembered && overview.isOn && <RememberedSection remembered={remembered} onChanged={finish} />}
      </div>
    </div>
  );
}
