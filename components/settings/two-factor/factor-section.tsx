"use client";

import { useTranslations } from "next-intl";
import type { TwoFactorOverview } from "@/lib/flows/overview";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { Section } from "../../ui/section";
import { useKept } from "../use-kept";
import { FactorRow } from "./factor-row";
import { PreferredFactor } from "./preferred-factor";
import { RemoveDialog } from "./remove-dialog";
import { RenameDialog } from "./rename-dialog";
import type { Task } from "./two-factor";

type Asked = { deed: "rename" | "remove"; factorId: string };

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
  const [asked, setAsked] = useKept<Asked | null>("factor", null);
  const { isOn, factors, offered } = overview;
  const canAdd = isOn ? offered.length > 0 : offered.includes("passkey");
  const isAnyEnough = factors.every(({ isAccepted }) => isAccepted);
  const factor = factors.find(({ id }) => id === asked?.factorId);
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
          {factors.map((one) => (
            <FactorRow
              key={one.id}
              factor={one}
              overview={overview}
              onRename={() => setAsked({ deed: "rename", factorId: one.id })}
              onRemove={() => setAsked({ deed: "remove", factorId: one.id })}
              onReplace={() => onTask({ kind: "replace", factor: one })}
            />
          ))}
        </ul>
      )}
      <PreferredFactor overview={overview} />
      {factor && asked?.deed === "rename" && (
        <RenameDialog factor={factor} onClose={close} onRenamed={() => changed(t("renamed"))} />
      )}
      {factor && asked?.deed === "remove" && (
        <RemoveDialog
          factor={factor}
          onClose={close}
          onRemoved={() => changed(t("removed", { label: factor.label }))}
        />
      )}
    </Section>
  );
}
