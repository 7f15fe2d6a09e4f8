"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { AUDIT_ACTIONS, type AuditAction } from "@/lib/audit/core/events";
import { createWebhook, saveWebhook } from "@/lib/webhooks/actions";
import type { WebhookView } from "@/lib/webhooks/overview";
import { useDeed } from "../use-deed";

const FAULTS = ["not_https", "not_public", "has_credentials", "not_an_address"] as const;
export type UrlFault = (typeof FAULTS)[number];

/** What is said of a new webhook, or changed of one, and the way to saving it. */
export function useWebhookForm(
  webhook: WebhookView | undefined,
  { onClose, onSecret }: { onClose: () => void; onSecret: (secret: string) => void },
) {
  const t = useTranslations("webhooks");
  const router = useRouter();
  const deed = useDeed();
  const [url, setUrl] = useState(webhook?.url ?? "");
  const [description, setDescription] = useState(webhook?.description ?? "");
  const [isChosen, setIsChosen] = useState((webhook?.actions ?? null) !== null);
  const [actions, setActions] = useState<AuditAction[]>(
    AUDIT_ACTIONS.filter((action) => webhook?.actions?.includes(action)),
  );
  const [isTried, setIsTried] = useState(false);
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
    if (webhook) {
      void deed.start(
        () => saveWebhook({ ...input, id: webhook.id }),
        () => {
          onClose();
          toast.success(t("saved"));
          router.refresh();
        },
      );
      return;
    }
    void deed.start(
      () => createWebhook(input),
      ({ secret }) => {
        onClose();
        onSecret(secret);
        router.refresh();
      },
    );
  };
  const urlFault: UrlFault | null = isTried && wrong.url ? "not_an_address" : (refused ?? null);
  return {
    ...{ url, setUrl, description, setDescription, isChosen, setIsChosen, actions, setActions },
    urlFault,
    areActionsMissing: isTried && wrong.actions,
    isPending: deed.isPending,
    /** What the field itself does not say. */
    failure: refused ? null : deed.failure,
    submit,
  };
}
