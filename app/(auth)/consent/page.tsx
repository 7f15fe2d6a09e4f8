import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ConsentScreen } from "@/components/authorize/consent-screen";
import { GoingOn } from "@/components/authorize/going-on";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";
import { currentClient } from "@/lib/http/request";
import { getWaiting } from "@/lib/oidc/interactions/service";
import { nullIfDead } from "../onward";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("authorize"))("documentTitle") };
}

export default async function ConsentPage({
  searchParams,
}: {
  searchParams: Promise<{ interaction?: string }>;
}) {
  const subject = await requirePage("full");
  const { interaction = "" } = await searchParams;
  const actor = { subject, client: await currentClient() };
  const waiting = await nullIfDead(getWaiting(database(), actor, String(interaction)));
  if (!waiting) notFound();
  if (waiting.kind !== "consent")
    return <GoingOn application={waiting.application.name} to={waiting.returnTo} />;
  return <ConsentScreen waiting={waiting} email={subject.user.email} workspace={subject.workspace.name} />;
}
