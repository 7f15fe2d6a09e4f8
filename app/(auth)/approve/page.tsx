import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Approvals } from "@/components/approvals/approvals";
import { database } from "@/lib/db/client";
import { listDevicesHere } from "@/lib/flows/approvals/devices";
import { listQuestions } from "@/lib/flows/approvals/questions";
import { answererOf } from "@/lib/http/answerer";
import { vapidKeys } from "@/lib/messaging/vapid";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("approve"))("title") };
}

export default async function ApprovePage() {
  const answerer = await answererOf();
  const devices = await listDevicesHere(database(), answerer.client);
  return (
    <Approvals
      accounts={devices.map(({ email }) => email)}
      first={await listQuestions(database(), answerer)}
      serverKey={(await vapidKeys(database())).publicKey}
    />
  );
}
