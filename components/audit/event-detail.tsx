"use client";

import { useTranslations } from "next-intl";
import type { LogItem } from "@/lib/admin/audit/log";
import type { LogFilters } from "@/lib/audit/core/log-query";
import { Button } from "../ui/button";
import { Facts } from "../ui/facts";
import { Sheet, SheetContent } from "../ui/sheet";
import { NO_FILTERS } from "./filters";
import { useMoment } from "./use-moment";
import { useWords } from "./use-words";

/** One event in full, with the ways on from it. */
export function EventDetail({
  event,
  onClose,
  setFilters,
}: {
  event: LogItem | null;
  onClose: () => void;
  setFilters: (changed: Partial<LogFilters>) => void;
}) {
  const t = useTranslations("audit");
  const { actionWords } = useWords();
  const narrow = (changed: Partial<LogFilters>) => {
    setFilters({ ...NO_FILTERS, ...changed });
    onClose();
  };
  const only = (id: string, words: string, changed: Partial<LogFilters>) => (
    <Button key={id} size="sm" variant="secondary" onClick={() => narrow(changed)}>
      {words}
    </Button>
  );
  return (
    <Sheet open={event !== null} onOpenChange={(isOpen) => !isOpen && onClose()}>
      {event && (
        <SheetContent
          title={actionWords(event.action)}
          description={event.id}
          footer={
            <>
              {event.actorId && only("actor", t("onlyActor"), { actor: event.actorId })}
              {event.targetId && only("target", t("onlyTarget"), { target: event.targetId })}
              {event.ip && only("ip", t("onlyAddress"), { text: event.ip })}
            </>
          }
        >
          <EventFacts event={event} />
        </SheetContent>
      )}
    </Sheet>
  );
}

function EventFacts({ event }: { event: LogItem }) {
  const t = useTranslations("audit");
  const moment = useMoment();
  const { actorWords } = useWords();
  const named = (name: string | null, id: string | null) =>
    name && id ? `${name} (${id})` : (name ?? id ?? "–");
  const actor = event.actorId ? named(event.actorName, event.actorId) : actorWords(event);
  const shown = [
    ["columnTime", `${moment(event.at)} UTC`],
    ["filterResult", t(`result.${event.result === "refused" ? "refused" : "ok"}`)],
    ["columnActor", actor],
    ["columnTarget", named(event.targetName, event.targetId)],
    ["columnAddress", event.ip ?? "–"],
    ["browser", event.userAgent || "–"],
    ["request", event.requestId ?? "–"],
  ] as const;
  return (
    <>
      <Facts items={shown.map(([key, value]) => ({ key, term: t(key), value }))} />
      <h3 className="mt-6 mb-2 text-sm font-medium">{t("details")}</h3>
      <pre className="overflow-x-auto rounded-md bg-sunken p-3 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]">
        {JSON.stringify(event.data, null, 2)}
      </pre>
    </>
  );
}
