"use client";

import { useTranslations } from "next-intl";
import type { LogItem } from "@/lib/admin/audit/log";
import { Badge } from "../ui/badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { useMoment } from "./use-moment";
import { useWords } from "./use-words";

export function LogTable({
  label,
  events,
  isBusy,
  openedId,
  onOpen,
}: {
  label: string;
  events: readonly LogItem[];
  isBusy: boolean;
  openedId: string | null;
  onOpen: (event: LogItem) => void;
}) {
  const t = useTranslations("audit");
  return (
    <Table aria-label={label} aria-busy={isBusy || undefined} className="table-fixed">
      <TableHeader>
        <TableRow>
          <TableHead className="w-48 max-sm:w-28">{t("columnTime")}</TableHead>
          <TableHead>{t("columnAction")}</TableHead>
          <TableHead className="max-md:hidden">{t("columnActor")}</TableHead>
          <TableHead className="max-lg:hidden">{t("columnTarget")}</TableHead>
          <TableHead className="w-36 max-xl:hidden">{t("columnAddress")}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {events.map((event) => (
          <LogRow key={event.id} event={event} isOpen={event.id === openedId} onOpen={onOpen} />
        ))}
      </TableBody>
    </Table>
  );
}

function LogRow({
  event,
  isOpen,
  onOpen,
}: {
  event: LogItem;
  isOpen: boolean;
  onOpen: (event: LogItem) => void;
}) {
  const t = useTranslations("audit");
  const moment = useMoment();
  const { actionWords, actorWords } = useWords();
  return (
    <TableRow isSelected={isOpen} className="relative has-[button:focus-visible]:bg-sunken">
      <TableCell className="text-muted tabular-nums max-sm:whitespace-normal max-sm:py-2">
        <time dateTime={event.at}>{moment(event.at)}</time>
      </TableCell>
      <TableCell className="sm:max-w-none">
        <span className="flex min-w-0 items-center gap-2">
          <button
            type="button"
            className="truncate text-left font-medium after:absolute after:inset-0"
            onClick={() => onOpen(event)}
          >
            {actionWords(event.action)}
          </button>
          {event.result === "refused" && <Badge tone="danger">{t("result.refused")}</Badge>}
        </span>
      </TableCell>
      <TableCell className="max-md:hidden">{actorWords(event)}</TableCell>
      <TableCell className="max-lg:hidden">
        {event.targetId !== event.actorId && (event.targetName ?? event.targetId)}
      </TableCell>
      <TableCell className="text-muted max-xl:hidden">{event.ip}</TableCell>
    </TableRow>
  );
}
