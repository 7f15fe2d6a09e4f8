"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { AUDIT_ACTIONS, type AuditAction } from "@/lib/audit/core/events";
import { createWebhook, saveWebhook } from "@/lib/webhooks/actions";
import type { WebhookView } from "@/lib/webhooks/overview";
import { useDeed } from "../use-deed";
import { useKept } from "../use-kept";

const FAULTS = ["not_https", "not_public", "has_credentials", "not_an_address"] as const;
export type UrlFault = (typeof FAULTS)[number];

type Typed = { url: string; description: string; isChosen: boolean; actions: AuditAction[] };

const typedOf = (webhook: WebhookView | undefined): Typed => ({
  url: webhook?.url ?? "",
  description: webhook?.description ?? "",
  isChosen: (webhook?.actions ?? null) !== null,
  actions: AUDIT_ACTIONS.filter((action) => webhook?.actions?.includes(action)),
});

/** What is said of a new webhook, or changed of one, and the way to saving it. */
export function useWebhookForm(
  webhook: WebhookView | undefined,
  { onClose, onSecret }: { onClose: () => void; onSecret: (secret: string) => void },
) {
  const t = useTranslations("webhooks");
  const router = useRouter();
  const key = `webhook ${webhook?.id ?? "new"}`;
  const [typed, setTyped] = useKept<Typed>(key, () => typedOf(webhook));
  const [isTried, setIsTried] = useState(false);
  const creation = useDeed(key, createWebhook, ({ secret }) => {
    onClose();
    onSecret(secret);
    router.refresh();
  });
  const saving = useDeed(`${key} saved`, saveWebhook, () => {
    onClose();
    toast.success(t("saved"));
    router.refresh();
  });
  const deed = webhook ? saving : creation;
  const { url, description, isChosen, actions } = typed;
  const wrong = { url: url.trim() === "", actions: isChosen && actions.length === 0 };
  const refused = FAULTS.find((fault) => fault === deed.failure?.fields?.url);
  const submit = () => {
    setIsTried(true);
    if (wrong.url || wrong.actions) return;
    const input = {
      url: url.trim(),
      description: description.trim(),
      actions: isChosen ? actions : null,
    };
    if (webhook) saving.start({ ...input, id: webhook.id });
    else creation.start(input);
  };
  const urlFault: UrlFault | null = isTried && wrong.url ? "not_an_address" : (refused ?? null);
  return {
    ...typed,
    change: (part: Partial<Typed>) => setTyped((now) => ({ ...now, ...part })),
    urlFault,
    areActionsMissing: isTried && wrong.actions,
    isPending: deed.isPending,
    /** What the field itself does not say. */
    failure: refused ? null : deed.failure,
    submit,
  };
}
