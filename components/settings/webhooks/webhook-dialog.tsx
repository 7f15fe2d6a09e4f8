"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import type { WebhookView } from "@/lib/webhooks/overview";
import { Button } from "../../ui/button";
import { Dialog, DialogClose, DialogContent } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { RadioGroup } from "../../ui/radio-group";
import { FIRST_FOCUS } from "../../ui/return-focus";
import { FailureNotice } from "../failure-notice";
import { ActionPicker } from "./action-picker";
import { useWebhookForm } from "./use-webhook-form";

/** Makes a webhook, or changes where one leads and what it gets. */
export function WebhookDialog({
  webhook,
  onClose,
  onSecret,
}: {
  webhook?: WebhookView;
  onClose: () => void;
  onSecret: (secret: string) => void;
}) {
  const t = useTranslations("webhooks");
  const common = useTranslations("common");
  const formId = useId();
  const form = useWebhookForm(webhook, { onClose, onSecret });
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={webhook ? t("changeTitle") : t("addTitle")}
        description={webhook ? t("changeText") : t("addText")}
        footer={
          <>
            <DialogClose asChild>
              <Button variant="secondary">{common("cancel")}</Button>
            </DialogClose>
            <Button type="submit" form={formId} pending={form.isPending}>
              {webhook ? common("save") : t("create")}
            </Button>
          </>
        }
      >
        <form
          id={formId}
          noValidate
          className="flex flex-col gap-5"
          onSubmit={(event) => {
            event.preventDefault();
            form.submit();
          }}
        >
          <Field
            label={t("url")}
            hint={t("urlHint")}
            error={form.urlFault ? t(`urlFault.${form.urlFault}`) : undefined}
          >
            <Input
              {...FIRST_FOCUS}
              type="url"
              value={form.url}
              maxLength={2_000}
              autoComplete="off"
              onChange={(event) => form.change({ url: event.target.value })}
            />
          </Field>
          <Field label={t("name")} hint={t("nameHint")}>
            <Input
              value={form.description}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => form.change({ description: event.target.value })}
            />
          </Field>
          <RadioGroup
            legend={t("what")}
            name="what"
            value={form.isChosen ? "some" : "all"}
            onValueChange={(value) => form.change({ isChosen: value === "some" })}
            options={[
              { value: "all", label: t("whatAll"), hint: t("whatAllHint") },
              { value: "some", label: t("whatSome") },
            ]}
          />
          {form.isChosen && (
            <div className="flex flex-col gap-2">
              <ActionPicker chosen={form.actions} onChange={(actions) => form.change({ actions })} />
              {form.areActionsMissing && <p className="text-sm text-danger">{t("actionsMissing")}</p>}
            </div>
          )}
          <FailureNotice failure={form.failure} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
