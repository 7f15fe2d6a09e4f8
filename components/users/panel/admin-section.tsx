"use client";

import { useTranslations } from "next-intl";
import type { UserDetail } from "@/lib/admin/users";
import { RIGHTS, type Right, ROLES } from "@/lib/identity/core/rights";
import { useRoleName } from "../../settings/use-role-name";
import { Checkbox } from "../../ui/checkbox";
import { Field } from "../../ui/field";
import { Section } from "../../ui/section";
import { Select } from "../../ui/select";
import { Membership } from "./membership";
import { useRefusalText } from "./refusal-text";
import type { SecurityForm } from "./use-security-form";

/** Role and single rights, saved with the rest; and what ends or suspends somebody's membership. */
export function AdminSection({ user, form }: { user: UserDetail; form: SecurityForm }) {
  const t = useTranslations("users.panel");
  const roleName = useRoleName();
  const refusalText = useRefusalText();
  const refusal = user.refusals.role;
  const roles = ROLES.filter((role) => role === user.role || user.grantable.roles.includes(role));
  return (
    <Section title={t("admin")}>
      <div className="flex flex-col gap-4">
        <Field
          label={t("role")}
          hint={refusal && refusal !== "right_missing" ? refusalText(refusal) : t(`roleHint.${form.role}`)}
        >
          <Select
            value={form.role}
            disabled={refusal !== null}
            onChange={(event) => form.setRole(ROLES.find((role) => role === event.target.value) ?? form.role)}
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {roleName(role)}
              </option>
            ))}
          </Select>
        </Field>
        {RIGHTS.map((right) => (
          <RightBox key={right} right={right} user={user} form={form} />
        ))}
        <Membership user={user} />
      </div>
    </Section>
  );
}

function RightBox({ right, user, form }: { right: Right; user: UserDetail; form: SecurityForm }) {
  const t = useTranslations("users.panel");
  const refusalText = useRefusalText();
  const refusal = refusalOf(right, user, form);
  const said = refusal === "right_missing" ? null : refusal;
  return (
    <Checkbox
      label={t(`right.${right}.name`)}
      hint={said ? refusalText(said) : t(`right.${right}.hint`)}
      checked={form.role === "owner" || form.rights.includes(right)}
      disabledReason={refusalText(refusal)}
      onChange={(event) => form.setRight(right, event.target.checked)}
    />
  );
}

/** As saving would answer, for the role as it stands in the form. */
function refusalOf(right: Right, user: UserDetail, { role, rights }: SecurityForm) {
  const isOfRole = user.refusals.rights === "owner_has_all" || user.refusals.rights === "member_has_none";
  if (user.refusals.role !== null) return isOfRole ? user.refusals.rights : user.refusals.role;
  if (role === "owner") return "owner_has_all";
  if (role === "member") return "member_has_none";
  return rights.includes(right) || user.grantable.rights.includes(right) ? null : "not_yours";
}
