"use client";

import { useTranslations } from "next-intl";
import type { BulkResult } from "@/lib/admin/bulk/runs";
import type { ErrorCode } from "@/lib/core/errors";
import { TextLink } from "../ui/text-link";

const STATES = ["waiting", "done", "skipped", "refused", "failed"] as const;

/** What came of each row, with the reason where it was not done. */
export function ResultList({ rows }: { rows: readonly BulkResult[] }) {
  const t = useTranslations("jobs");
  const errors = useTranslations("errors.code");
  const reason = (code: ErrorCode) => (code === "invalid_input" ? t("rowInvalid") : errors(code));
  if (rows.length === 0) return null;
  return (
    <ul
      aria-label={t("results")}
      className="max-h-80 divide-y divide-line overflow-y-auto border-y border-line"
    >
      {rows.map(({ position, name, email, userId, state, code }) => {
        const known = STATES.find((one) => one === state) ?? "failed";
        return (
          <li key={position} className="flex flex-wrap gap-x-3 py-2 text-sm">
            <span className="min-w-0 flex-1 truncate">
              {userId ? <TextLink href={`/settings/users/${userId}`}>{name}</TextLink> : name || "–"}
              {email && <span className="ml-2 text-muted">{email}</span>}
            </span>
            <span className={known === "refused" || known === "failed" ? "text-danger" : "text-muted"}>
              {t(`result.${known}`)}
              {code && known !== "skipped" && `: ${reason(code as ErrorCode)}`}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
