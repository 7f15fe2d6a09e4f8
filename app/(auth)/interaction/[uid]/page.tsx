import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AuthorizeScreen } from "@/components/authorize/authorize-screen";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";
import { currentClient } from "@/lib/http/request";
import { getWaiting } from "@/lib/oidc/interactions/service";
import { nullIfDead } from "../../onward";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("authorize"))("documentTitle") };
}

/** What an application's request waits for: nothing any more, a proof, a set-up, or another account. */
export default async function InteractionPage({ params }: { params: Promise<{ uid: string }> }) {
  const { uid } = await params;
  const subject = await requirePage("full", `/interaction/${uid}`);
  const waiting = await nullIfDead(getWaiting(database(), { subject, client: await currentClient() }, uid));
  if (!waiting) notFound();
  const { recoveryCodesOn } = subject.workspace;
  return (
    <AuthorizeScreen
      waiting={waiting}
      email={subject.user.email}
      preferred={subject.user.preferredFactor}
      withCodes={recoveryCodesOn && subject.facts.user.recoveryCodesLeft === 0}
    />
  );
}
