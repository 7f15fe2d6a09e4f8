"use client";

import { useTranslations } from "next-intl";
import type { SecurityPage } from "@/lib/admin/security";
import { FACTOR_KINDS } from "@/lib/policy/core/types";
import { Checkbox } from "../../ui/checkbox";
import { Section } from "../../ui/section";
import type { SecurityForm } from "./use-security-settings";

/** Which methods people may set up. One that cannot be run here can be switched off, but not on. */
export function MethodSwitches({
  page,
  form,
  refusal,
}: {
  page: SecurityPage;
  form: SecurityForm;
  refusal: string | undefined;
}) {
  const t = useTranslations("security");
  const kindName = useTranslations("factors.kind");
  const { methods } = form.settings;
  return (
    <Section title={t("methods")} description={t("methodsText")}>
      <div className="flex flex-col gap-4">
        {FACTOR_KINDS.map((kind) => {
          const isOn = methods.includes(kind);
          const isMissing = !page.available.includes(kind);
          const cannot = isMissing && !isOn ? t("noProvider") : undefined;
          return (
            <Checkbox
              key={kind}
              asSwitch
              label={kindName(kind)}
              hint={isMissing ? t("noProvider") : t(`about.${kind}`)}
              checked={isOn}
              disabledReason={refusal ?? cannot}
              onChange={(event) =>
                form.change({
                  methods: FACTOR_KINDS.filter((one) =>
                    one === kind ? event.target.checked : methods.includes(one),
                  ),
                })
              }
            />
          );
        })}
      </div>
    </Section>
  );
}
