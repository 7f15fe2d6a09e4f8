"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { endOtherSessions } from "@/lib/account/actions";
import type { OwnSession } from "@/lib/account/sessions";
import { Button } from "../../ui/button";
import { PageHeader } from "../../ui/section";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";
import { SessionRow } from "./session-row";

/** Where one is signed in, and how to end it there. */
export function Sessions({ sessions }: { sessions: readonly OwnSession[] }) {
  const t = useTranslations("sessions");
  const router = useRouter();
  const done = (said: string) => {
    toast.success(said);
    router.refresh();
  };
  const deed = useDeed("end other sessions", endOtherSessions, ({ count }) =>
    done(t("othersEnded", { count })),
  );
  const others = sessions.filter(({ isCurrent }) => !isCurrent);
  return (
    <div className="max-w-[800px]">
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <Button
            variant="secondary"
            pending={deed.isPending}
            disabledReason={others.length === 0 ? t("noOthers") : undefined}
            onClick={() => deed.start({})}
          >
            {t("endOthers")}
          </Button>
        }
      />
      {deed.failure && <FailureNotice failure={deed.failure} />}
      <ul className="flex flex-col">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} onEnded={() => done(t("ended"))} />
        ))}
      </ul>
      {others.length === 0 && <p className="mt-4 text-sm text-muted">{t("onlyThis")}</p>}
    </div>
  );
}
