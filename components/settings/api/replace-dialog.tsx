"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { replaceSecret } from "@/lib/oidc/programs/actions";
import type { Program } from "@/lib/oidc/programs/service";
import { type EndsOld, ReplaceSecretDialog } from "../replace-secret-dialog";
import { useDeed } from "../use-deed";
import type { ShownSecret } from "./secret-dialog";

/** A new secret of a program. */
export function ReplaceDialog({
  program: { id, name },
  onClose,
  onSecret,
}: {
  program: Program;
  onClose: () => void;
  onSecret: (shown: ShownSecret) => void;
}) {
  const t = useTranslations("api.access.replacing");
  const router = useRouter();
  const key = `replace ${id}`;
  const deed = useDeed(key, replaceSecret, ({ secret }) => {
    onClose();
    onSecret({ clientId: id, secret });
    router.refresh();
  });
  const replace = (endsOld: EndsOld) => deed.start({ clientId: id, endsOld });
  const words = {
    title: t("title", { name }),
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
