import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DeadLink } from "@/components/entry/dead-link";
import { NotMe } from "@/components/recovery/not-me";
import { database } from "@/lib/db/client";
import { getReport } from "@/lib/entry/not-me";
import { nullIfDead } from "../../onward";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ways-back.notMe"))("title") };
}

export default async function NotMePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const report = await nullIfDead(getReport(database(), token));
  const t = await getTranslations("ways-back.notMe");
  const dead = { title: t("deadTitle"), text: t("deadText"), action: t("toPassword"), help: t("toHelp") };
  return report ? <NotMe token={token} report={report} /> : <DeadLink {...dead} href="/forgot-password" />;
}
