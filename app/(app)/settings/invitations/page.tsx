import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InvitationsScreen } from "@/components/users/invite/invitations-screen";
import { listInvitations } from "@/lib/admin/invitations";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";
import { hasRight } from "@/lib/identity/core/rights";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("invitations"))("title") };
}

export default async function InvitationsPage() {
  const { workspace, user } = await requirePage("full");
  const canManage = hasRight(user, "manage_user_rights");
  const first = canManage ? await listInvitations(database(), workspace.id, null) : NONE;
  return <InvitationsScreen first={first} canManage={canManage} />;
}

const NONE = { invitations: [], next: null };
