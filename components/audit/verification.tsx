"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { verifyAuditLog } from "@/lib/admin/audit/actions";
import type { CheckView } from "@/lib/admin/audit/verification";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { fetchJson } from "../users/fetch-users";
import { useMoment } from "./use-moment";

const POLL_MS = 1_000;

/** Has the whole chain verified and says in words what came out, or how far it is. */
export function Verification({ check: known }: { check: CheckView | null }) {
  const t = useTranslations("audit");
  const { data: check, refetch } = useQuery({
    queryKey: ["audit-check"],
    queryFn: ({ signal }) => fetchJson<CheckView | null>("/api/ui/audit-log/check", signal),
    initialData: known,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => (state.data && !state.data.finishedAt ? POLL_MS : false),
  });
  const isUnderWay = check !== null && check.finishedAt === null;
  const deed = useDeed("verify", verifyAuditLog, () => void refetch());
  return (
    <div className="mb-6 flex flex-col gap-3">
      <CheckResult
        check={check}
        action={
          <Button
            variant="secondary"
            size="sm"
            pending={deed.isPending || isUnderWay}
            onClick={() => deed.start({})}
          >
            {t("verify")}
          </Button>
        }
      />
      {deed.failure && <FailureNotice failure={deed.failure} />}
    </div>
  );
}

function CheckResult({ check, action }: { check: CheckView | null; action: React.ReactNode }) {
  const t = useTranslations("audit");
  const moment = useMoment();
  if (check === null) return <Notice action={action}>{t("check.never")}</Notice>;
  const { blocks, blocksDone, events, findings, finishedAt, requestedByName } = check;
  if (finishedAt === null)
    return (
      <Notice action={action}>
        {t("check.underWay", { done: Math.min(blocks, blocksDone), blocks, events })}
      </Notice>
    );
  const at = moment(finishedAt);
  const by = requestedByName ?? "–";
  if (findings.length === 0)
    return (
      <Notice tone="success" action={action}>
        {t("check.intact", { blocks: blocksDone, events, at, by })}
      </Notice>
    );
  return (
    <Notice tone="danger" action={action}>
      <p>{t("check.broken", { count: findings.length, at, by })}</p>
      <ul className="mt-1 list-disc pl-4">
        {findings.slice(0, 10).map((finding) => (
          <li key={`${finding.kind} ${finding.block} ${finding.month}`}>
            {t(`finding.${finding.kind}`, {
              block: finding.block,
              month: finding.month.slice(0, 7),
              count: finding.events ?? 0,
            })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
