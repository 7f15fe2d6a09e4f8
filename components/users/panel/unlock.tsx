"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { unlockUser } from "@/lib/admin/actions";
import type { UserDetail } from "@/lib/admin/users";
import { useDates } from "@/lib/i18n/use-dates";
import { FACTOR_KINDS } from "@/lib/policy/core/types";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { Button } from "../../ui/button";
import { useRefusalText } from "./refusal-text";

const KINDS = [...FACTOR_KINDS, "recovery_code", "password"] as const;

/** What wrong answers have stopped or delayed, and the way to clear it. */
export function Unlock({ user }: { user: UserDetail }) {
  const t = useTranslations("users.panel");
  const refusalText = useRefusalText();
  const client = useQueryClient();
  const deed = useDeed(`unlock ${user.id}`, unlockUser, () => {
    toast.success(t("unlocked", { name: user.name }));
    void client.invalidateQueries({ queryKey: ["user", user.id] });
  });
  return (
    <div className="flex flex-col items-start gap-2">
      <LockList locks={user.locks ?? []} />
      <Button
        variant="secondary"
        size="sm"
        pending={deed.isPending}
        disabledReason={refusalText(user.refusals.unlock)}
        onClick={() => deed.start({ userId: user.id })}
      >
        {t("unlock")}
      </Button>
      <FailureNotice failure={deed.failure} />
    </div>
  );
}

function LockList({ locks }: { locks: NonNullable<UserDetail["locks"]> }) {
  const t = useTranslations("users.panel");
  const kindName = useTranslations("factors.kind");
  const dates = useDates();
  if (locks.length === 0) return null;
  return (
    <ul aria-label={t("locks")} className="flex flex-col gap-1">
      {locks.map(({ kind, inARow, isStopped, until }) => {
        const known = KINDS.find((name) => name === kind);
        const factor = known ? kindName(known) : kind;
        return (
          <li key={kind} className="text-sm text-danger">
            {isStopped
              ? t("lockStopped", { factor, count: inARow })
              : t("lockDelayed", { factor, until: until ? dates.moment(until) : "" })}
          </li>
        );
      })}
    </ul>
  );
}
