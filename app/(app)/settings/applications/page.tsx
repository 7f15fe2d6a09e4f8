import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Applications } from "@/components/applications/applications";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";
import { hasRight } from "@/lib/identity/core/rights";
import { listApplications } from "@/lib/oidc/applications/page";
import { getTerms } from "@/lib/oidc/terms/service";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("applications"))("title") };
}

type Props = { searchParams: Promise<{ after?: string | string[] }> };

/** Who may manage applications sees them; to anybody else it says whom to ask, and nothing of them. */
export default async function ApplicationsPage({ searchParams }: Props) {
  const { user, workspace } = await requirePage("full");
  const { after } = await searchParams;
  const from = typeof after === "string" ? after : null;
  if (!hasRight(user, "manage_applications")) return <Applications page={null} terms={null} isFirst />;
  const [page, terms] = await Promise.all([
    listApplications(database(), workspace.id, from),
    getTerms(database(), workspace.id),
  ]);
  return <Applications page={page} terms={terms} isFirst={from === null} />;
}
