import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Sessions } from "@/components/settings/sessions/sessions";
import { listOwnSessions } from "@/lib/account/sessions";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("sessions"))("title") };
}

export default async function SessionsPage() {
  return <Sessions sessions={await listOwnSessions(database(), await requirePage("full"))} />;
}
