import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SignOutScreen } from "@/components/authorize/sign-out-screen";
import { HOME } from "@/lib/core/return-to";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";
import { currentClient } from "@/lib/http/request";
import { findSignOutRequest } from "@/lib/oidc/sign-out/service";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("authorize.signOut"))("title") };
}

/** An application asked for signing out; whether the user does is theirs to say. */
export default async function SignOutPage() {
  const subject = await requirePage("full");
  const asked = await findSignOutRequest(database(), { subject, client: await currentClient() });
  if (!asked) redirect(HOME);
  return <SignOutScreen xsrf={asked.xsrf} application={asked.application} email={subject.user.email} />;
}
