import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { WebhooksScreen } from "@/components/settings/webhooks/webhooks-screen";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";
import { hasRight } from "@/lib/identity/core/rights";
import { listWebhooks } from "@/lib/webhooks/overview";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("webhooks"))("title") };
}

/** Who may manage applications sees them; who may read the log besides makes them. Anybody else is told whom to ask. */
export default async function WebhooksPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { user, workspace, facts } = await requirePage("full");
  const { id } = await searchParams;
  const canManage = hasRight(user, "manage_applications");
  const webhooks = canManage ? await listWebhooks(database(), workspace.id, facts.now) : [];
  return (
    <WebhooksScreen
      webhooks={webhooks}
      canManage={canManage}
      canRead={hasRight(user, "view_audit_log")}
      openId={typeof id === "string" ? id : null}
    />
  );
}
