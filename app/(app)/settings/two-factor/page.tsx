import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TwoFactor } from "@/components/settings/two-factor/two-factor";
import { getRememberedBrowsers } from "@/lib/account/browsers";
import { database } from "@/lib/db/client";
import { getTwoFactorOverview } from "@/lib/flows/overview";
import { explainOwn } from "@/lib/flows/why";
import { requirePage } from "@/lib/http/page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("two-factor"))("title") };
}

export default async function TwoFactorPage() {
  const subject = await requirePage("full");
  const { user, workspace } = subject;
  return (
    <TwoFactor
      overview={await getTwoFactorOverview(database(), subject)}
      why={explainOwn(subject)}
      remembered={await getRememberedBrowsers(database(), subject)}
      account={{ workspace: workspace.name, policy: user.policy.name }}
    />
  );
}
