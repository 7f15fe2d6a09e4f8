"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { replaceWebhookSecret } from "@/lib/webhooks/actions";
import { type EndsOld, ReplaceSecretDialog } from "../replace-secret-dialog";
import { useDeed } from "../use-deed";

/** A new secret of a webhook. */
export function ReplaceDialog({
  id,
  onClose,
  onSecret,
}: {
  id: string;
  onClose: () => void;
  onSecret: (secret: string) => void;
}) {
  const t = useTranslations("webhooks.replacing");
  const router = useRouter();
  const key = `replace ${id}`;
  const deed = useDeed(key, replaceWebhookSecret, ({ secret }) => {
    onClose();
    onSecret(secret);
    router.refresh();
  });
  const replace = (endsOld: EndsOld) => deed.start({ id, endsOld });
  const words = {
    title: t("title"),
    text: t("text"),
    deed: t("deed"),
    old: t("old"),
    later: t("later"),
    laterHint: t("laterHint"),
    now: t("now"),
    nowHint: t("nowHint"),
  };
  return <ReplaceSecretDialog name={key} words={words} deed={deed} onReplace={replace} onClose={onClose} />;
}
