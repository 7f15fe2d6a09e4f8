import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TwoFactor } from "@/components/settings/two-factor/two-factor";
import { getRememberedBrowsers } from "@/lib/account/browsers";
import { safeReturnTo } from "@/lib/core/return-to";
import { database } from "@/lib/db/client";
import { getTwoFactorOverview } from "@/lib/flows/overview";
import { explainOwn } from "@/lib/flows/why";
import { requirePage } from "@/lib/http/page";
import { getHelpOffer } from "@/lib/recovery/help";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("two-factor"))("title") };
}

type Props = { searchParams: Promise<{ returnTo?: string | string[]; by?: string | string[] }> };

export default async function TwoFactorPage({ searchParams }: Props) {
  const subject = await requirePage("full");
  const { user, workspace } = subject;
  return (
    <TwoFactor
      overview={await getTwoFactorOverview(database(), subject)}
      why={explainOwn(subject)}
      remembered={await getRememberedBrowsers(database(), subject)}
      help={await getHelpOffer(database(), subject)}
      arrival={await arrivalOf(searchParams)}
      account={{ workspace: workspace.name, policy: user.policy.name }}
    />
  );
}

async function arrivalOf(query: Props["searchParams"]) {
  const { returnTo, by } = await query;
  const isByCode = by === "recovery_code";
  if (typeof returnTo !== "string" && !isByCode) return null;
  return { isByCode, returnTo: safeReturnTo(typeof returnTo === "string" ? returnTo : null) };
}
