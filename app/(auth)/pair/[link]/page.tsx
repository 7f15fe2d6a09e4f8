import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PairDevice } from "@/components/approvals/pair-device";
import { DeadLink } from "@/components/entry/dead-link";
import { readDevice } from "@/lib/core/device";
import { database } from "@/lib/db/client";
import { getPairing } from "@/lib/flows/pair";
import { currentClient } from "@/lib/http/request";
import { nullIfDead } from "../../onward";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("approve.pair"))("title") };
}

export default async function PairPage({ params }: { params: Promise<{ link: string }> }) {
  const link = decodeURIComponent((await params).link);
  const pairing = await nullIfDead(getPairing(database(), link));
  const t = await getTranslations("approve.pair");
  const dead = { title: t("deadTitle"), text: t("deadText"), action: t("deadAction") };
  if (!pairing) return <DeadLink {...dead} href="/approve" />;
  const { browser, system } = readDevice((await currentClient()).userAgent) ?? {};
  const name = [browser, system].filter(Boolean).join(", ");
  return <PairDevice link={link} pairing={pairing} suggestedName={name} />;
}
