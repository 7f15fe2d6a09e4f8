import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AccessPassScreen } from "@/components/recovery/access-pass-screen";
import { withReturnTo } from "@/lib/core/return-to";
import { mendPath, requirePage } from "@/lib/http/page";
import { standingFor } from "@/lib/policy/service";
import { destinationOf, type EntryQuery, isAnsweringAction } from "../onward";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ways-back.passScreen"))("title") };
}

export default async function AccessPassPage({ searchParams }: { searchParams: EntryQuery }) {
  const returnTo = await destinationOf(searchParams);
  const standing = standingFor(await requirePage("half", returnTo));
  const isHere = standing === "half_signed_in" || standing === "locked_out";
  if (!isHere && !(await isAnsweringAction())) redirect(mendPath(returnTo));
  return <AccessPassScreen returnTo={returnTo} backHref={withReturnTo("/recovery", returnTo)} />;
}
