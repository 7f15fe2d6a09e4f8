"use client";

import { useTranslations } from "next-intl";
import type { WebhookView } from "@/lib/webhooks/overview";
import { Badge } from "../../ui/badge";

type State = "active" | "failing" | "gone" | "failed" | "off";

export function stateOf({ disabledFor, failingSince }: WebhookView): State {
  if (disabledFor === "gone") return "gone";
  if (disabledFor === "failing") return "failed";
  if (disabledFor === "person") return "off";
  return failingSince ? "failing" : "active";
}

const TONES = {
  active: "good",
  failing: "caution",
  gone: "danger",
  failed: "danger",
  off: "neutral",
} as const;

export function StateBadge({ webhook }: { webhook: WebhookView }) {
  const t = useTranslations("webhooks.state");
  const state = stateOf(webhook);
  return <Badge tone={TONES[state]}>{t(state)}</Badge>;
}
