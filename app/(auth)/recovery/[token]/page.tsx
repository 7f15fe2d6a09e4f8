import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DeadLink } from "@/components/entry/dead-link";
import { ConfirmOwnRecovery } from "@/components/recovery/mailed-links";
import { database } from "@/lib/db/client";
import { getOwnRecovery } from "@/lib/recovery/own";
import { nullIfDead } from "../../onward";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ways-back.confirm"))("title") };
}

export default async function OwnRecoveryPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const found = await nullIfDead(getOwnRecovery(database(), token));
  const t = await getTranslations("ways-back");
  if (!found)
    return <DeadLink title={t("deadTitle")} text={t("deadText")} href="/sign-in" action={t("toSignIn")} />;
  return <ConfirmOwnRecovery token={token} workspace={found.workspaceName} hours={found.hours} />;
}
