import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DeadInvitation, InvitationScreen } from "@/components/entry/invitation-screen";
import { getInvitation } from "@/lib/admin/invitations";
import { database } from "@/lib/db/client";
import { nullIfDead } from "../../onward";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("invite"))("submit") };
}

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const invitation = await nullIfDead(getInvitation(database(), token));
  return invitation ? <InvitationScreen token={token} {...invitation} /> : <DeadInvitation />;
}
