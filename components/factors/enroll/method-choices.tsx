"use client";

import { useTranslations } from "next-intl";
import type { FactorKind } from "@/lib/policy/core/types";
import { Badge } from "../../ui/badge";
import { Choice } from "../../ui/choice";
import { FactorIcon } from "../icon";

/** The methods that can be set up, the recommended one first. */
export function MethodChoices({
  methods,
  later,
  onChoose,
}: {
  methods: readonly FactorKind[];
  /** Accepted, but open only beside another method. */
  later: readonly FactorKind[];
  onChoose: (kind: FactorKind) => void;
}) {
  const t = useTranslations("factors");
  const sorted = [...methods].sort((a, b) => Number(b === "passkey") - Number(a === "passkey"));
  return (
    <div className="flex flex-col gap-2">
      {sorted.map((kind) => (
        <Choice
          key={kind}
          icon={<FactorIcon kind={kind} />}
          title={t(`kind.${kind}`)}
          description={t(`about.${kind}`)}
          badge={kind === "passkey" && sorted.length > 1 && <Badge tone="accent">{t("recommended")}</Badge>}
          onClick={() => onChoose(kind)}
        />
      ))}
      {later.map((kind) => (
        <Choice
          key={kind}
          disabled
          icon={<FactorIcon kind={kind} />}
          title={t(`kind.${kind}`)}
          description={t("push.needsAnother")}
        />
      ))}
    </div>
  );
}
