"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { saveUserSecurity } from "@/lib/admin/actions";
import type { UserDetail } from "@/lib/admin/users";
import { RIGHTS, type Right, ROLES, type Role } from "@/lib/identity/core/rights";
import type { Terms } from "../../enforcement/terms-fields";
import { useCarryOn } from "../../settings/use-carry-on";
import { useDeed } from "../../settings/use-deed";

type Values = { requireMfa: boolean; role: Role; rights: readonly Right[]; policyId: string };
type Draft = Partial<Values>;

const saved = (user: UserDetail): Values => ({
  requireMfa: user.requireMfa,
  role: ROLES.find((role) => role === user.role) ?? "member",
  rights: RIGHTS.filter((right) => user.rights.includes(right)),
  policyId: user.policyId,
});

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What was changed in a panel and not saved yet. What was left alone follows the live data. */
export function useSecurityForm(user: UserDetail) {
  const t = useTranslations("users.panel");
  const client = useQueryClient();
  const deed = useDeed();
  const [draft, setDraft] = useState<Draft>({});
  const [terms, setTerms] = useState<Terms>({ effect: "next_sign_in", graceDays: null });
  const held = saved(user);
  const values: Values = { ...held, ...draft };
  const isDirty = !isSame(values, held);
  const set = (changed: Draft) => setDraft((now) => ({ ...now, ...changed }));
  const save = () => {
    const sent = values;
    void deed.start(
      () => {
        const { policyId, rights, ...rest } = sent;
        const moved = policyId === held.policyId ? {} : { policyId };
        return saveUserSecurity({ userId: user.id, ...rest, ...moved, terms, rights: [...rights] });
      },
      () => {
        toast.success(t("saved"));
        client.setQueryData<UserDetail>(["user", user.id], { ...user, ...sent });
        // What was changed again while this was on its way stays unsaved.
        setDraft((now) =>
          Object.fromEntries(
            Object.entries(now).filter(([name, value]) => !isSame(value, sent[name as keyof Values])),
          ),
        );
        void client.invalidateQueries({ queryKey: ["user", user.id] });
        void client.invalidateQueries({ queryKey: ["users"] });
      },
    );
  };
  useCarryOn(`user ${user.id}`, {
    isPending: deed.isPending,
    input: { draft, terms },
    restore: (kept) => {
      setDraft(kept.draft);
      setTerms(kept.terms);
    },
    run: save,
  });
  return {
    ...values,
    isDirty,
    isPending: deed.isPending,
    failure: deed.failure,
    /** How the box binds where it is newly ticked. */
    terms,
    setTerms,
    setRequireMfa: (requireMfa: boolean) => set({ requireMfa }),
    setPolicyId: (policyId: string) => set({ policyId }),
    /** Whoever is no administrator has no single right. */
    setRole: (role: Role) => set({ role, rights: role === "administrator" ? values.rights : [] }),
    setRight: (right: Right, isGiven: boolean) =>
      set({ rights: RIGHTS.filter((one) => (one === right ? isGiven : values.rights.includes(one))) }),
    save,
  };
}

export type SecurityForm = ReturnType<typeof useSecurityForm>;
