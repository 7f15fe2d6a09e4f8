import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { VerifyScreen } from "@/components/factors/verify-screen";
import { mendPath, requirePage } from "@/lib/http/page";
import { canRemember } from "@/lib/policy/core/remembering";
import { decisionFor, requirementOf, standingFor } from "@/lib/policy/service";
import { destinationOf, type EntryQuery, isAnsweringAction } from "../../onward";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("verify"))("title") };
}

export default async function VerifyPage({ searchParams }: { searchParams: EntryQuery }) {
  const returnTo = await destinationOf(searchParams);
  const subject = await requirePage("half", returnTo);
  const standing = standingFor(subject);
  const isHere = standing === "half_signed_in" || standing === "locked_out";
  if (!isHere && !(await isAnsweringAction())) redirect(mendPath(returnTo));
  const decision = decisionFor(subject);
  return (
    <VerifyScreen
      email={subject.user.email}
      kinds={decision.outcome === "challenge" ? decision.factors : []}
      first={(await searchParams).method ?? subject.user.preferredFactor}
      isLockedOut={standing === "locked_out"}
      rememberedDays={
        canRemember(requirementOf(subject), subject.facts.user) ? subject.rules.remembered.days : null
      }
      returnTo={returnTo}
    />
  );
}
