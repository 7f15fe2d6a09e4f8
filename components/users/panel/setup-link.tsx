"use client";

import { useTranslations } from "next-intl";
import { toast } from "sonner";
import type { UserDetail } from "@/lib/admin/users";
import { FACTOR_KINDS, type FactorKind } from "@/lib/policy/core/types";
import { issueSetupLink } from "@/lib/recovery/actions";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Select } from "../../ui/select";
import { useRefusalText } from "./refusal-text";

/** Mails a link by which somebody sets up a chosen method, or any that is open to them. */
export function SetupLink({ user }: { user: UserDetail }) {
  const t = useTranslations("users.panel");
  const kindName = useTranslations("factors.kind");
  const refusalText = useRefusalText();
  const key = `set-up link of ${user.id}`;
  const deed = useDeed(key, issueSetupLink, () => toast.success(t("linkSent", { email: user.email })));
  const [factor, setFactor] = useKept<FactorKind | null>(key, null);
  const joined = user.state === "active" ? undefined : t("notJoined", { name: user.name });
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-end gap-2">
        <Field label={t("linkMethod")} className="w-56">
          <Select
            value={factor ?? ""}
            onChange={({ target }) => setFactor(FACTOR_KINDS.find((kind) => kind === target.value) ?? null)}
          >
            <option value="">{t("linkAny")}</option>
            {user.offered.map((kind) => (
              <option key={kind} value={kind}>
                {kindName(kind)}
              </option>
            ))}
          </Select>
        </Field>
        <Button
          variant="secondary"
          size="sm"
          className="sm:h-10"
          pending={deed.isPending}
          disabledReason={refusalText(user.refusals.right) ?? joined}
          onClick={() => deed.start({ userId: user.id, factor, isMailed: true })}
        >
          {t("sendLink")}
        </Button>
      </div>
      <FailureNotice failure={deed.failure} />
    </div>
  );
}
