"use client";

import { useTranslations } from "next-intl";
import { RIGHTS, type Right } from "@/lib/identity/core/rights";
import { useRoleName } from "../../settings/use-role-name";
import { Checkbox } from "../../ui/checkbox";
import { Field } from "../../ui/field";
import { Select } from "../../ui/select";
import type { PolicyName } from "../filter/filter-bar";

export type Preset = {
  role: "member" | "administrator";
  rights: Right[];
  policyId: string | null;
  requireMfa: boolean;
};

export const FIRST_PRESET: Preset = { role: "member", rights: [], policyId: null, requireMfa: false };

/** What somebody who is invited will have from the first moment. */
export function PresetFields({
  preset,
  policies,
  grantable,
  onChange,
}: {
  preset: Preset;
  policies: readonly PolicyName[];
  /** Rights that the inviter has. */
  grantable: readonly Right[];
  onChange: (preset: Preset) => void;
}) {
  const t = useTranslations("users");
  const panel = useTranslations("users.panel");
  const roleName = useRoleName();
  const set = (changed: Partial<Preset>) => onChange({ ...preset, ...changed });
  return (
    <>
      <Field label={t("inviteRole")} hint={t("inviteRoleHint")}>
        <Select
          value={preset.role}
          onChange={(event) => {
            const isAdministrator = event.target.value === "administrator";
            set(isAdministrator ? { role: "administrator" } : { role: "member", rights: [] });
          }}
        >
          <option value="member">{roleName("member")}</option>
          <option value="administrator">{roleName("administrator")}</option>
        </Select>
      </Field>
      {preset.role === "administrator" &&
        RIGHTS.map((right) => (
          <Checkbox
            key={right}
            label={panel(`right.${right}.name`)}
            hint={panel(`right.${right}.hint`)}
            checked={preset.rights.includes(right)}
            disabledReason={grantable.includes(right) ? undefined : panel("refusal.not_yours")}
            onChange={(event) =>
              set({
                rights: RIGHTS.filter((one) =>
                  one === right ? event.target.checked : preset.rights.includes(one),
                ),
              })
            }
          />
        ))}
      {policies.length > 1 && (
        <Field label={t("filterPolicy")}>
          <Select
            value={preset.policyId ?? ""}
            onChange={(event) => set({ policyId: event.target.value || null })}
          >
            <option value="">{t("invitePolicyUsual")}</option>
            {policies.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Checkbox
        label={panel("requireMfa")}
        hint={t("inviteRequireHint")}
        checked={preset.requireMfa}
        onChange={(event) => set({ requireMfa: event.target.checked })}
      />
    </>
  );
}
