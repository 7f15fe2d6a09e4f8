import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DeadLink } from "@/components/entry/dead-link";
import { CancelReset } from "@/components/recovery/mailed-links";
import { database } from "@/lib/db/client";
import { getCancellation } from "@/lib/recovery/reset";
import { nullIfDead } from "../../onward";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ways-back.cancel"))("title") };
}

export default async function CancelResetPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const found = await nullIfDead(getCancellation(database(), token));
  const t = await getTranslations("ways-back");
  if (!found)
    return <DeadLink title={t("deadTitle")} text={t("deadText")} href="/sign-in" action={t("toSignIn")} />;
  return <CancelReset token={token} workspace={found.workspaceName} />;
}
