"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { OwnFactor, TwoFactorOverview } from "@/lib/flows/overview";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { Section } from "../../ui/section";
import { useReopen } from "../use-carry-on";
import { FactorRow } from "./factor-row";
import { PreferredFactor } from "./preferred-factor";
import { RemoveDialog } from "./remove-dialog";
import { RenameDialog } from "./rename-dialog";
import type { Task } from "./two-factor";

type Asked = { deed: "rename" | "remove"; factor: OwnFactor };

/** One's own credentials, each with what can be done to it. Without 2FA they are passkeys for signing in. */
export function FactorSection({
  overview,
  onTask,
  onChanged,
}: {
  overview: TwoFactorOverview;
  onTask: (task: Task) => void;
  onChanged: (said: string) => void;
}) {
  const t = useTranslations("two-factor");
  const [asked, setAsked] = useState<Asked | null>(null);
  const { isOn, factors, offered } = overview;
  const canAdd = isOn ? offered.length > 0 : offered.includes("passkey");
  const isAnyEnough = factors.every(({ isAccepted }) => isAccepted);
  useReopen((name) => {
    const factor = factors.find(({ id }) => name === `rename ${id}`);
    if (factor) setAsked({ deed: "rename", factor });
  });
  const changed = (said: string) => {
    setAsked(null);
    onChanged(said);
  };
  const close = () => setAsked(null);
  const add = canAdd && (
    <Button
      variant="secondary"
      size="sm"
      onClick={() => onTask(isOn ? { kind: "add" } : { kind: "sign_in" })}
    >
      {isOn ? t("addFactor") : t("addSignInPasskey")}
    </Button>
  );
  return (
    <Section
      title={isOn ? t("factors") : t("signInPasskeys")}
      description={isOn ? t(isAnyEnough ? "factorsText" : "factorsTextSome") : t("signInPasskeysText")}
      actions={add || undefined}
    >
      {factors.length === 0 ? (
        <Empty title={t("noFactors")} description={t("noFactorsText")} />
      ) : (
        <ul className="flex flex-col">
          {factors.map((factor) => (
            <FactorRow
              key={factor.id}
              factor={factor}
              overview={overview}
              onRename={() => setAsked({ deed: "rename", factor })}
              onRemove={() => setAsked({ deed: "remove", factor })}
              onReplace={() => onTask({ kind: "replace", factor })}
            />
          ))}
        </ul>
      )}
      <PreferredFactor overview={overview} />
      {asked?.deed === "rename" && (
        <RenameDialog factor={asked.factor} onClose={close} onRenamed={() => changed(t("renamed"))} />
      )}
      {asked?.deed === "remove" && (
        <RemoveDialog
          factor={asked.factor}
          onClose={close}
          onRemoved={() => changed(t("removed", { label: asked.factor.label }))}
        />
      )}
    </Section>
  );
}
