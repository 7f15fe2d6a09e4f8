import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SignInScreen } from "@/components/entry/sign-in-screen";
import { database } from "@/lib/db/client";
import { currentViewer } from "@/lib/http/viewer";
import { findLoginHint } from "@/lib/oidc/interactions/service";
import { destinationOf, type EntryQuery, isAnsweringAction, sendOn } from "../onward";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("sign-in"))("title") };
}

export default async function SignInPage({ searchParams }: { searchParams: EntryQuery }) {
  const returnTo = await destinationOf(searchParams);
  if (!(await isAnsweringAction())) sendOn(await currentViewer(), returnTo);
  const email = await findLoginHint(database(), returnTo);
  return <SignInScreen returnTo={returnTo} email={email ?? ""} />;
}
