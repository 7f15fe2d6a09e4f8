"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { endConnection, setOptIn } from "@/lib/oidc/actions";
import type { Connection } from "@/lib/oidc/consents/service";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { PageHeader } from "../../ui/section";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";
import { ConnectionRow } from "./connection-row";

/** The applications that one signs in to from here, what they may have, and how to end it. */
export function Connections({ connections }: { connections: readonly Connection[] }) {
  const t = useTranslations("connections");
  const router = useRouter();
  const deed = useDeed();
  const [ending, setEnding] = useState<Connection | null>(null);
  const done = (said: string) => {
    setEnding(null);
    toast.success(said);
    router.refresh();
  };
  const end = ({ clientId, name }: Connection) =>
    deed.start(
      () => endConnection({ clientId }),
      () => done(t("ended", { application: name })),
    );
  const opt = ({ clientId, name }: Connection, isOn: boolean) =>
    deed.start(
      () => setOptIn({ clientId, isOn }),
      () => done(t(isOn ? "optedIn" : "optedOut", { application: name })),
    );
  return (
    <div className="max-w-[800px]">
      <PageHeader title={t("title")} description={t("description")} />
      {deed.failure && !ending && <FailureNotice failure={deed.failure} />}
      {connections.length === 0 ? (
        <Empty title={t("none")} description={t("noneText")} />
      ) : (
        <ul className="flex flex-col">
          {connections.map((connection) => (
            <ConnectionRow
              key={connection.clientId}
              connection={connection}
              onEnd={() => setEnding(connection)}
              onOptIn={(isOn) => opt(connection, isOn)}
            />
          ))}
        </ul>
      )}
      <AlertDialog open={ending !== null} onOpenChange={(isOpen) => !isOpen && setEnding(null)}>
        {ending && (
          <AlertDialogContent
            title={t("endTitle", { application: ending.name })}
            description={t("endText", { application: ending.name })}
            action={
              <Button variant="danger" pending={deed.isPending} onClick={() => end(ending)}>
                {t("endConfirm")}
              </Button>
            }
          >
            <FailureNotice failure={deed.failure} />
          </AlertDialogContent>
        )}
      </AlertDialog>
    </div>
  );
}
