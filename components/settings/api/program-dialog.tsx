"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import type { Program } from "@/lib/oidc/programs/service";
import { Button } from "../../ui/button";
import { Checkbox } from "../../ui/checkbox";
import { Dialog, DialogClose, DialogContent } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Notice } from "../../ui/notice";
import { RadioGroup } from "../../ui/radio-group";
import { FIRST_FOCUS } from "../../ui/return-focus";
import { FailureNotice } from "../failure-notice";
import type { PolicyName } from "./api-access";
import { ScopePicker } from "./scope-picker";
import type { ShownSecret } from "./secret-dialog";
import { useProgramForm } from "./use-program-form";

/** Makes a program, or changes what one may do. */
export function ProgramDialog({
  program,
  policies,
  onClose,
  onSecret,
}: {
  program?: Program;
  policies: readonly PolicyName[];
  onClose: () => void;
  onSecret: (shown: ShownSecret) => void;
}) {
  const t = useTranslations("api.access");
  const common = useTranslations("common");
  const formId = useId();
  const form = useProgramForm(program, { onClose, onSecret });
  const { isTried } = form.wrong;
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={program ? t("changeTitle", { name: program.name }) : t("addTitle")}
        description={program ? t("changeText") : t("addText")}
        footer={
          <>
            <DialogClose asChild>
              <Button variant="secondary">{common("cancel")}</Button>
            </DialogClose>
            <Button type="submit" form={formId} pending={form.isPending}>
              {program ? common("save") : t("create")}
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
          <Field label={t("name")} error={isTried && form.wrong.name ? t("nameMissing") : undefined}>
            <Input
              {...FIRST_FOCUS}
              value={form.name}
              maxLength={60}
              autoComplete="off"
              onChange={(event) => form.change({ name: event.target.value })}
            />
          </Field>
          <div className="flex flex-col gap-2">
            <p className="text-sm font-medium">{t("scopes")}</p>
            <ScopePicker chosen={form.scopes} onChange={(scopes) => form.change({ scopes })} />
            {isTried && form.wrong.scopes && <p className="text-sm text-danger">{t("scopesMissing")}</p>}
          </div>
          <RadioGroup
            legend={t("reach")}
            name="reach"
            value={form.isBounded ? "some" : "all"}
            onValueChange={(value) => form.change({ isBounded: value === "some" })}
            options={[
              { value: "all", label: t("reachAll") },
              { value: "some", label: t("reachSome"), hint: t("reachSomeHint") },
            ]}
          />
          {form.isBounded && (
            <fieldset className="flex flex-col gap-2 pl-7">
              <legend className="sr-only">{t("policies")}</legend>
              {policies.map(({ id, name }) => (
                <Checkbox
                  key={id}
                  label={name}
                  checked={form.policies.includes(id)}
                  onChange={(event) =>
                    form.change({
                      policies: event.target.checked
                        ? [...form.policies, id]
                        : form.policies.filter((one) => one !== id),
                    })
                  }
                />
              ))}
              {isTried && form.wrong.policies && (
                <p className="text-sm text-danger">{t("policiesMissing")}</p>
              )}
            </fieldset>
          )}
          {program && <Notice>{t("changeNote")}</Notice>}
          <FailureNotice failure={form.failure} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
