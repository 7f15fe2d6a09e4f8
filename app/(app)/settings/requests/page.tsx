import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Requests } from "@/components/requests/requests";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";
import { hasRight } from "@/lib/identity/core/rights";
import { listRequests } from "@/lib/recovery/requests";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("requests"))("title") };
}

export default async function RequestsPage() {
  const subject = await requirePage("full");
  const canManage = hasRight(subject.user, "manage_user_rights");
  const shown = canManage ? await listRequests(database(), subject) : { open: [], waiting: [] };
  return <Requests {...shown} viewer={{ id: subject.user.id, canManage }} />;
}
