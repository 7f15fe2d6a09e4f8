"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { preferFactor } from "@/lib/flows/actions";
import type { TwoFactorOverview } from "@/lib/flows/overview";
import { FACTOR_KINDS } from "@/lib/policy/core/types";
import { FailureText } from "../../factors/failure-text";
import { Field } from "../../ui/field";
import { Select } from "../../ui/select";
import { useDeed } from "../use-deed";

/** Which factor a challenge begins with; only where there is a choice. */
export function PreferredFactor({ overview }: { overview: TwoFactorOverview }) {
  const t = useTranslations("two-factor");
  const common = useTranslations("common");
  const kindName = useTranslations("factors.kind");
  const router = useRouter();
  const deed = useDeed("prefer", preferFactor, () => {
    toast.success(common("saved"));
    router.refresh();
  });
  const kinds = FACTOR_KINDS.filter((kind) => overview.factors.some((factor) => factor.kind === kind));
  if (!overview.isOn || kinds.length < 2) return null;
  return (
    <Field
      label={t("preferred")}
      hint={t("preferredText")}
      error={deed.failure && <FailureText failure={deed.failure} />}
      className="mt-4 max-w-80"
    >
      <Select
        value={kinds.find((kind) => kind === overview.preferredFactor) ?? kinds[0] ?? ""}
        disabled={deed.isPending}
        onChange={(event) => {
          const chosen = kinds.find((kind) => kind === event.target.value);
          if (chosen) deed.start({ kind: chosen });
        }}
      >
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {kindName(kind)}
          </option>
        ))}
      </Select>
    </Field>
  );
}
