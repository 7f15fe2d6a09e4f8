"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { endConnection } from "@/lib/oidc/actions";
import type { Connection } from "@/lib/oidc/consents/service";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { PageHeader } from "../../ui/section";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";
import { useKept } from "../use-kept";
import { ConnectionRow } from "./connection-row";

/** The applications that one signs in to from here, what they may have, and how to end it. */
export function Connections({ connections }: { connections: readonly Connection[] }) {
  const t = useTranslations("connections");
  const router = useRouter();
  const [endingId, setEndingId] = useKept<string | null>("connection", null);
  const ending = connections.find(({ clientId }) => clientId === endingId);
  const done = (said: string) => {
    setEndingId(null);
    toast.success(said);
    router.refresh();
  };
  return (
    <div className="max-w-[800px]">
      <PageHeader title={t("title")} description={t("description")} />
      {connections.length === 0 ? (
        <Empty title={t("none")} description={t("noneText")} />
      ) : (
        <ul className="flex flex-col">
          {connections.map((connection) => (
            <ConnectionRow
              key={connection.clientId}
              connection={connection}
              onEnd={() => setEndingId(connection.clientId)}
              onOpted={done}
            />
          ))}
        </ul>
      )}
      {ending && (
        <EndDialog
          connection={ending}
          onClose={() => setEndingId(null)}
          onEnded={() => done(t("ended", { application: ending.name }))}
        />
      )}
    </div>
  );
}

function EndDialog({
  connection: { clientId, name },
  onClose,
  onEnded,
}: {
  connection: Connection;
  onClose: () => void;
  onEnded: () => void;
}) {
  const t = useTranslations("connections");
  const deed = useDeed(`end ${clientId}`, endConnection, onEnded);
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent
        title={t("endTitle", { application: name })}
        description={t("endText", { application: name })}
        action={
          <Button variant="danger" pending={deed.isPending} onClick={() => deed.start({ clientId })}>
            {t("endConfirm")}
          </Button>
        }
      >
        <FailureNotice failure={deed.failure} />
      </AlertDialogContent>
    </AlertDialog>
  );
}
