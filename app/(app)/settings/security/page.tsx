import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Security } from "@/components/settings/security/security";
import { getSecurityPage } from "@/lib/admin/security";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("security"))("title") };
}

export default async function SecurityPage() {
  return <Security page={await getSecurityPage(database(), await requirePage("full"))} />;
}
