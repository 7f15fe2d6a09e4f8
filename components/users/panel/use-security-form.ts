"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { saveUserSecurity } from "@/lib/admin/actions";
import type { UserDetail } from "@/lib/admin/users";
import { RIGHTS } from "@/lib/identity/core/rights";
import { useDeed } from "../../settings/use-deed";

type Draft = { requireMfa: boolean | null; canManage: boolean | null };

const UNCHANGED: Draft = { requireMfa: null, canManage: null };
const MANAGE = RIGHTS[0];

/** What was changed in a panel and not saved yet. What was left alone follows the live data. */
export function useSecurityForm(user: UserDetail) {
  const t = useTranslations("users.panel");
  const client = useQueryClient();
  const deed = useDeed();
  const [draft, setDraft] = useState(UNCHANGED);
  const held = user.rights.includes(MANAGE);
  const requireMfa = draft.requireMfa ?? user.requireMfa;
  const canManage = draft.canManage ?? held;
  const isDirty = requireMfa !== user.requireMfa || canManage !== held;
  useLeaveWarning(isDirty);
  const save = () => {
    const others = RIGHTS.filter((right) => right !== MANAGE && user.rights.includes(right));
    const rights = canManage ? [...others, MANAGE] : others;
    void deed.start(
      () => saveUserSecurity({ userId: user.id, requireMfa, rights }),
      () => {
        toast.success(t("saved"));
        client.setQueryData<UserDetail>(["user", user.id], { ...user, requireMfa, rights });
        // What was changed again while this was on its way stays unsaved.
        setDraft((now) => ({
          requireMfa: now.requireMfa === requireMfa ? null : now.requireMfa,
          canManage: now.canManage === canManage ? null : now.canManage,
        }));
        void client.invalidateQueries({ queryKey: ["user", user.id] });
        void client.invalidateQueries({ queryKey: ["users"] });
      },
    );
  };
  return {
    requireMfa,
    canManage,
    isDirty,
    isPending: deed.isPending,
    failure: deed.failure,
    setRequireMfa: (isTicked: boolean) => setDraft((now) => ({ ...now, requireMfa: isTicked })),
    setCanManage: (isTicked: boolean) => setDraft((now) => ({ ...now, canManage: isTicked })),
    save,
  };
}

/** The browser's own question before a page with something unsaved is closed or loaded anew. */
function useLeaveWarning(isDirty: boolean) {
  useEffect(() => {
    if (!isDirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isDirty]);
}

export type SecurityForm = ReturnType<typeof useSecurityForm>;
