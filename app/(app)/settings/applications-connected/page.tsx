import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Connections } from "@/components/settings/connections/connections";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";
import { listConnections } from "@/lib/oidc/consents/service";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("connections"))("title") };
}

export default async function ConnectionsPage() {
  return <Connections connections={await listConnections(database(), await requirePage("full"))} />;
}
