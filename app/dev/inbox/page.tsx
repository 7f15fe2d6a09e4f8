import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { MessageList } from "@/components/inbox/message-list";
import { env } from "@/lib/core/env";
import { database } from "@/lib/db/client";
import { listInbox } from "@/lib/messaging/service";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("inbox"))("title") };
}

/** The demo's mail and text messages; without the demo there is no such page. */
export default async function InboxPage() {
  const { DEMO, APP_URL } = env();
  if (!DEMO) notFound();
  return <MessageList messages={await listInbox(database())} origin={APP_URL} />;
}
