import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ApplicationScreen } from "@/components/applications/application-screen";
import { Applications } from "@/components/applications/applications";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";
import { hasRight } from "@/lib/identity/core/rights";
import { findApplicationPage } from "@/lib/oidc/applications/page";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("applications"))("title") };
}

export default async function ApplicationPage({ params }: Props) {
  const { user, workspace } = await requirePage("full");
  if (!hasRight(user, "manage_applications")) return <Applications page={null} terms={null} isFirst />;
  const application = await findApplicationPage(database(), workspace.id, (await params).id);
  if (!application) notFound();
  return <ApplicationScreen key={application.id} application={application} email={user.email} />;
}
