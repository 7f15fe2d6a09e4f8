"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { WebhookView } from "@/lib/webhooks/overview";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { Notice } from "../../ui/notice";
import { PageHeader } from "../../ui/section";
import { useKept } from "../use-kept";
import { DeliveriesSheet } from "./deliveries-sheet";
import { SecretDialog } from "./secret-dialog";
import { WebhookCard } from "./webhook-card";
import { WebhookDialog } from "./webhook-dialog";

/** Where events of the audit log are sent, how each of them stands, and what came of every delivery. */
export function WebhooksScreen({
  webhooks,
  canManage,
  canRead,
  openId,
}: {
  webhooks: readonly WebhookView[];
  canManage: boolean;
  canRead: boolean;
  openId: string | null;
}) {
  const t = useTranslations("webhooks");
  const [isAdding, setIsAdding] = useKept<boolean>("new webhook", false);
  const [secret, setSecret] = useState<string | null>(null);
  const [shownId, setShownId] = useKept<string | null>("deliveries of", openId);
  const shown = webhooks.find(({ id }) => id === shownId);
  const refusal = canManage ? undefined : t("noRight");
  const senderRefusal = refusal ?? (canRead ? undefined : t("noReading"));
  const add = (
    <Button disabledReason={senderRefusal} onClick={() => setIsAdding(true)}>
      {t("add")}
    </Button>
  );
  return (
    <div className="max-w-[880px]">
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={(refusal || webhooks.length > 0) && add}
      />
      {senderRefusal && <Notice className="mb-6">{senderRefusal}</Notice>}
      {canManage && webhooks.length === 0 && (
        <Empty title={t("emptyTitle")} description={t("emptyText")} action={add} />
      )}
      {webhooks.length > 0 && (
        <ul className="flex flex-col gap-4">
          {webhooks.map((webhook) => (
            <WebhookCard
              key={webhook.id}
              webhook={webhook}
              senderRefusal={senderRefusal}
              onSecret={setSecret}
              onDeliveries={() => setShownId(webhook.id)}
            />
          ))}
        </ul>
      )}
      {isAdding && <WebhookDialog onClose={() => setIsAdding(false)} onSecret={setSecret} />}
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
      {shown && <DeliveriesSheet webhook={shown} onClose={() => setShownId(null)} />}
    </div>
  );
}
