import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SetupScreen } from "@/components/factors/setup-screen";
import { database } from "@/lib/db/client";
import { getTwoFactorOverview } from "@/lib/flows/overview";
import { mendPath, requirePage } from "@/lib/http/page";
import { currentViewer } from "@/lib/http/viewer";
import { destinationOf, type EntryQuery, isAnsweringAction } from "../onward";
import { setupStage, whyOf } from "./stage";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("setup"))("title") };
}

export default async function SetupPage({ searchParams }: { searchParams: EntryQuery }) {
  const returnTo = await destinationOf(searchParams);
  const { cookie } = await currentViewer();
  const subject = await requirePage("setup", returnTo);
  const stage = setupStage(subject, { hint: cookie?.hint, step: (await searchParams).step });
  if (!stage && !(await isAnsweringAction())) redirect(mendPath(returnTo));
  const overview = await getTwoFactorOverview(database(), subject);
  return (
    <SetupScreen
      stage={stage?.name ?? "wall"}
      methods={stage?.methods ?? overview.offered}
      later={overview.offeredLater}
      why={whyOf(subject, overview)}
      withCodes={overview.recoveryCodesOn && overview.recoveryCodesLeft === 0}
      returnTo={returnTo}
      onwardHref={mendPath(returnTo)}
    />
  );
}
