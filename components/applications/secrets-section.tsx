"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { useDates } from "@/lib/i18n/use-dates";
import { endApplicationSecret } from "@/lib/oidc/applications/actions";
import type { ApplicationSecret } from "@/lib/oidc/applications/page";
import { SecretDialog, type ShownSecret } from "../settings/api/secret-dialog";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { useKept } from "../settings/use-kept";
import { AlertDialog, AlertDialogContent } from "../ui/alert-dialog";
import { Button } from "../ui/button";
import { Section } from "../ui/section";
import { NewSecretDialog } from "./new-secret-dialog";

type Open = { what: "new" } | { what: "end"; secretId: string } | null;

/** The secrets that are good now, by their endings: a new one, and an end for each. */
export function SecretsSection({
  clientId,
  name,
  secrets,
}: {
  clientId: string;
  name: string;
  secrets: readonly ApplicationSecret[];
}) {
  const t = useTranslations("applications.secrets");
  const dates = useDates();
  const [open, setOpen] = useKept<Open>("secrets", null);
  const ending = secrets.find(({ id }) => open?.what === "end" && id === open.secretId);
  const [shown, setShown] = useState<ShownSecret | null>(null);
  const lastStays = secrets.length === 1 ? t("lastStays") : undefined;
  return (
    <Section
      title={t("title")}
      description={t("text")}
      actions={
        <Button variant="secondary" onClick={() => setOpen({ what: "new" })}>
          {t("new")}
        </Button>
      }
    >
      <ul className="flex flex-col">
        {secrets.map((secret) => (
          <li
            key={secret.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line py-2 last:border-b-0"
          >
            <div className="min-w-0 text-sm">
              <p>
                {t.rich("ending", {
                  ending: secret.ending,
                  code: (chunks) => <code className="font-mono">{chunks}</code>,
                })}
              </p>
              <p className="text-muted">
                {secret.expiresAt
                  ? t("until", { since: dates.day(secret.createdAt), until: dates.moment(secret.expiresAt) })
                  : t("since", { since: dates.day(secret.createdAt) })}
              </p>
            </div>
            <Button
              variant="ghost"
              size="sm"
              disabledReason={lastStays}
              aria-label={t("endNamed", { ending: secret.ending })}
              onClick={() => setOpen({ what: "end", secretId: secret.id })}
            >
              {t("end")}
            </Button>
          </li>
        ))}
      </ul>
      {open?.what === "new" && (
        <NewSecretDialog
          clientId={clientId}
          name={name}
          isFull={secrets.length >= 2}
          onClose={() => setOpen(null)}
          onSecret={setShown}
        />
      )}
      {ending && <EndDialog clientId={clientId} secret={ending} onClose={() => setOpen(null)} />}
      {shown && <SecretDialog shown={shown} onClose={() => setShown(null)} />}
    </Section>
  );
}

function EndDialog({
  clientId,
  secret: { id, ending },
  onClose,
}: {
  clientId: string;
  secret: ApplicationSecret;
  onClose: () => void;
}) {
  const t = useTranslations("applications.secrets");
  const router = useRouter();
  const deed = useDeed(`end secret ${id}`, endApplicationSecret, () => {
    onClose();
    toast.success(t("ended", { ending }));
    router.refresh();
  });
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={t("endAsk", { ending })}
        description={t("endText")}
        action={
          <Button
            variant="danger"
            pending={deed.isPending}
            onClick={() => deed.start({ clientId, secretId: id })}
          >
            {t("endDeed")}
          </Button>
        }
      >
        <FailureNotice failure={deed.failure} />
      </AlertDialogContent>
    </AlertDialog>
  );
}
