import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { WaysBackScreen } from "@/components/recovery/ways-back-screen";
import { withReturnTo } from "@/lib/core/return-to";
import { database } from "@/lib/db/client";
import { mendPath, requirePage } from "@/lib/http/page";
import { decisionFor, standingFor } from "@/lib/policy/service";
import { getHelpOffer } from "@/lib/recovery/help";
import { destinationOf, type EntryQuery, isAnsweringAction } from "../onward";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ways-back"))("title") };
}

export default async function WaysBackPage({ searchParams }: { searchParams: EntryQuery }) {
  const returnTo = await destinationOf(searchParams);
  const subject = await requirePage("half", returnTo);
  const standing = standingFor(subject);
  const isHere = standing === "half_signed_in" || standing === "locked_out";
  if (!isHere && !(await isAnsweringAction())) redirect(mendPath(returnTo));
  const decision = decisionFor(subject);
  const kinds = decision.outcome === "challenge" ? decision.factors : [];
  return (
    <WaysBackScreen
      offer={await getHelpOffer(database(), subject)}
      methods={kinds.filter((kind) => kind !== "recovery_code" && kind !== "password").length}
      codesLeft={kinds.includes("recovery_code") ? subject.facts.user.recoveryCodesLeft : 0}
      hrefs={{
        verify: withReturnTo("/sign-in/verify", returnTo),
        codes: withReturnTo("/sign-in/verify?method=recovery_code", returnTo),
        pass: withReturnTo("/access-pass", returnTo),
        help: withReturnTo("/help/two-factor", returnTo),
      }}
    />
  );
}
