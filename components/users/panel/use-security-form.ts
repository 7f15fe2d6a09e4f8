"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { saveUserSecurity } from "@/lib/admin/actions";
import type { UserDetail } from "@/lib/admin/users";
import { RIGHTS, type Right, ROLES, type Role } from "@/lib/identity/core/rights";
import { FIRST_TERMS, type Terms } from "../../enforcement/terms-fields";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";

type Values = { requireMfa: boolean; role: Role; rights: readonly Right[]; policyId: string };
type Draft = Partial<Values>;

const heldBy = (user: UserDetail): Values => ({
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
  const [draft, setDraft] = useKept<Draft>(`user ${user.id}`, {});
  const [terms, setTerms] = useKept<Terms>(`terms of ${user.id}`, FIRST_TERMS);
  const held = heldBy(user);
  const values: Values = { ...held, ...draft };
  const isDirty = !isSame(values, held);
  const set = (changed: Draft) => setDraft((now) => ({ ...now, ...changed }));
  const deed = useDeed(`user ${user.id}`, saveUserSecurity, (_, sent) => {
    const { requireMfa, rights, role = held.role, policyId = held.policyId } = sent;
    const saved: Values = { requireMfa, role, rights, policyId };
    toast.success(t("saved"));
    client.setQueryData<UserDetail>(["user", user.id], { ...user, ...saved });
    // What was changed again while this was on its way stays unsaved.
    setDraft((now) =>
      Object.fromEntries(
        Object.entries(now).filter(([name, value]) => !isSame(value, saved[name as keyof Values])),
      ),
    );
    void client.invalidateQueries({ queryKey: ["user", user.id] });
    void client.invalidateQueries({ queryKey: ["users"] });
  });
  const save = () => {
    const { policyId, rights, ...rest } = values;
    const moved = policyId === held.policyId ? {} : { policyId };
    deed.start({ userId: user.id, ...rest, ...moved, terms, rights: [...rights] });
  };
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
