import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Policies } from "@/components/policies/policies";
import { getPoliciesPage } from "@/lib/admin/policies/page";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("policies"))("title") };
}

export default async function PoliciesPage() {
  return <Policies page={await getPoliciesPage(database(), await requirePage("full"))} />;
}
