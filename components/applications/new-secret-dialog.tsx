"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { replaceApplicationSecret } from "@/lib/oidc/applications/actions";
import type { ShownSecret } from "../settings/api/secret-dialog";
import { type EndsOld, ReplaceSecretDialog } from "../settings/replace-secret-dialog";
import { useDeed } from "../settings/use-deed";

/** A new secret of an application. `isFull`: two are in use, so that none may go on. */
export function NewSecretDialog({
  clientId,
  name,
  isFull,
  onClose,
  onSecret,
}: {
  clientId: string;
  name: string;
  isFull: boolean;
  onClose: () => void;
  onSecret: (shown: ShownSecret) => void;
}) {
  const t = useTranslations("applications.secrets");
  const router = useRouter();
  const deed = useDeed("new secret", replaceApplicationSecret, ({ secret }) => {
    onClose();
    onSecret({ clientId, secret });
    router.refresh();
  });
  const replace = (endsOld: EndsOld) => deed.start({ clientId, endsOld });
  const words = {
    title: t("newAsk", { name }),
    text: t("newText"),
    deed: t("newDeed"),
    old: t("old"),
    later: t("later"),
    laterHint: isFull ? t("laterFull") : t("laterHint"),
    now: t("now"),
    nowHint: t("nowHint"),
  };
  return (
    <ReplaceSecretDialog
      name="new secret"
      words={words}
      isFull={isFull}
      deed={deed}
      onReplace={replace}
      onClose={onClose}
    />
  );
}
