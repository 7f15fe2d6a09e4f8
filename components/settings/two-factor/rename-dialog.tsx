"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { renameCredential } from "@/lib/flows/actions";
import type { OwnFactor } from "@/lib/flows/overview";
import { FailureText } from "../../factors/failure-text";
import { Button } from "../../ui/button";
import { Dialog, DialogClose, DialogContent } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { FIRST_FOCUS } from "../../ui/return-focus";
import { useDeed } from "../use-deed";
import { useKept } from "../use-kept";

const LONGEST = 60;

export function RenameDialog({
  factor,
  onClose,
  onRenamed,
}: {
  factor: OwnFactor;
  onClose: () => void;
  onRenamed: () => void;
}) {
  const t = useTranslations("two-factor");
  const common = useTranslations("common");
  const formId = useId();
  const [label, setLabel] = useKept<string>(`rename ${factor.id}`, factor.label);
  const [isEmpty, setIsEmpty] = useState(false);
  const deed = useDeed(`rename ${factor.id}`, renameCredential, onRenamed);
  const save = () => {
    const wanted = label.trim();
    setIsEmpty(wanted === "");
    if (wanted === factor.label) onClose();
    else if (wanted) deed.start({ credentialId: factor.id, label: wanted });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  const error = isEmpty ? t("renameEmpty") : deed.failure && <FailureText failure={deed.failure} />;
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={t("renameTitle", { label: factor.label })}
        footer={
          <>
            <DialogClose asChild>
              <Button variant="secondary">{common("cancel")}</Button>
            </DialogClose>
            <Button type="submit" form={formId} pending={deed.isPending}>
              {common("save")}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit} noValidate>
          <Field label={t("renameLabel")} hint={t("renameHint")} error={error}>
            <Input
              {...FIRST_FOCUS}
              value={label}
              maxLength={LONGEST}
              autoComplete="off"
              onChange={(event) => setLabel(event.target.value)}
            />
          </Field>
        </form>
      </DialogContent>
    </Dialog>
  );
}
