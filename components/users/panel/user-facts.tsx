"use client";

import { useTranslations } from "next-intl";
import type { UserDetail } from "@/lib/admin/users";
import { useDates } from "@/lib/i18n/use-dates";
import { FACTOR_KINDS } from "@/lib/policy/core/types";
import { Facts } from "../../ui/facts";

/** Policy, dates and, for those who manage rights, factors by kind and dates alone. */
export function UserFacts({ user }: { user: UserDetail }) {
  const t = useTranslations("users.panel");
  const dates = useDates();
  const { factors, recoveryCodesLeft } = user;
  const signedIn = user.lastSignInAt ? dates.moment(user.lastSignInAt) : t("neverSignedIn");
  return (
    <Facts
      items={[
        ...(user.policies ? [] : [{ key: "policy", term: t("policy"), value: user.policy }]),
        ...(factors
          ? [{ key: "factors", term: t("factors"), value: <FactorDates factors={factors} /> }]
          : []),
        ...(recoveryCodesLeft === undefined
          ? []
          : [{ key: "codes", term: t("codes"), value: t("codesLeft", { count: recoveryCodesLeft }) }]),
        { key: "signedIn", term: t("signedIn"), value: signedIn },
        { key: "created", term: t("created"), value: dates.day(user.createdAt) },
      ]}
    />
  );
}

function FactorDates({ factors }: { factors: NonNullable<UserDetail["factors"]> }) {
  const t = useTranslations("users.panel");
  const kindName = useTranslations("factors.kind");
  const dates = useDates();
  if (factors.length === 0) return t("noFactors");
  return (
    <ul className="flex flex-col gap-1">
      {factors.map(({ kind, createdAt, lastUsedAt }) => {
        const known = FACTOR_KINDS.find((name) => name === kind);
        const used = lastUsedAt ? "yes" : "never";
        const lastUsed = lastUsedAt ? dates.day(lastUsedAt) : "";
        return (
          <li key={`${kind} ${createdAt}`}>
            {known ? kindName(known) : kind}
            <span className="block text-muted">
              {t("factorDates", { added: dates.day(createdAt), used, lastUsed })}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
