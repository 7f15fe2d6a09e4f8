import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ProfileScreen } from "@/components/settings/profile/profile-screen";
import { getProfile } from "@/lib/account/profile";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("profile"))("title") };
}

export default async function ProfilePage() {
  return <ProfileScreen profile={await getProfile(database(), await requirePage("full"))} />;
}
