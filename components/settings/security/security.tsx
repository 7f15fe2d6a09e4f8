"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { SecurityPage } from "@/lib/admin/security";
import { Button } from "../../ui/button";
import { Checkbox } from "../../ui/checkbox";
import { Notice } from "../../ui/notice";
import { PageHeader, Section } from "../../ui/section";
import { FailureNotice } from "../failure-notice";
import { MethodSwitches } from "./method-switches";
import { SaveDialog } from "./save-dialog";
import { TextMessages } from "./text-messages";
import { useSecuritySettings } from "./use-security-settings";

/** What holds for everybody of the workspace: its own rule, the methods, recovery codes, and where text messages may go. */
export function Security({ page, children }: { page: SecurityPage; children?: ReactNode }) {
  const t = useTranslations("security");
  const common = useTranslations("common");
  const form = useSecuritySettings(page);
  const refusal = page.canManage ? undefined : t("noRight");
  return (
    <div className="max-w-[800px]">
      <PageHeader title={t("title")} description={t("description")} />
      {refusal && <Notice className="mb-6">{refusal}</Notice>}
      <div>
        {children}
        <MethodSwitches page={page} form={form} refusal={refusal} />
        <Section title={t("recoveryTitle")}>
          <Checkbox
            asSwitch
            label={t("recoveryCodes")}
            hint={form.settings.recoveryCodesOn ? t("recoveryHint") : t("recoveryOffHint")}
            checked={form.settings.recoveryCodesOn}
            disabledReason={refusal}
            onChange={(event) => form.change({ recoveryCodesOn: event.target.checked })}
          />
        </Section>
        <TextMessages form={form} refusal={refusal} />
      </div>
      <div className="mt-6 flex flex-col gap-4 border-t border-line pt-4">
        {form.emptied.length > 0 && (
          <Notice tone="danger">
            {t("emptied", { count: form.emptied.length, policies: form.emptied.join(", ") })}
          </Notice>
        )}
        {!form.asked && <FailureNotice failure={form.failure} />}
        <Button
          className="self-end"
          pending={form.isPending && !form.asked}
          disabled={!form.isDirty && !form.isPending && refusal === undefined}
          disabledReason={refusal}
          onClick={form.ask}
        >
          {common("save")}
        </Button>
      </div>
      {form.asked && <SaveDialog preview={form.asked} form={form} />}
    </div>
  );
}
