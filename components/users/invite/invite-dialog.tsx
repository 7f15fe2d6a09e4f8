"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { toast } from "sonner";
import { inviteUser } from "@/lib/admin/actions";
import type { Right } from "@/lib/identity/core/rights";
import { FailureText } from "../../factors/failure-text";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";
import { Button } from "../../ui/button";
import { Dialog, DialogClose, DialogContent } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { FIRST_FOCUS } from "../../ui/return-focus";
import type { PolicyName } from "../filter/filter-bar";
import { FIRST_PRESET, PresetFields } from "./preset-fields";

const EMAIL = /^[^\s@]+@[^\s@]+$/;

export function InviteDialog({
  policies,
  grantable,
  onClose,
}: {
  policies: readonly PolicyName[];
  grantable: readonly Right[];
  onClose: () => void;
}) {
  const t = useTranslations("users");
  const common = useTranslations("common");
  const formId = useId();
  const client = useQueryClient();
  const deed = useDeed("invite", inviteUser, (_, invited) => {
    onClose();
    toast.success(t("invitedDone", { email: invited.email }));
    void client.invalidateQueries({ queryKey: ["users"] });
  });
  const [email, setEmail] = useKept<string>("invite at", "");
  const [name, setName] = useKept<string>("invite as", "");
  const [preset, setPreset] = useKept("invite with", FIRST_PRESET);
  const [isTried, setIsTried] = useState(false);
  const isEmailWrong = !EMAIL.test(email.trim()) || deed.failure?.fields?.email !== undefined;
  const isNameWrong = name.trim() === "" || deed.failure?.fields?.name !== undefined;
  const isOfAddress = deed.failure?.code === "address_taken";
  const isOfFields = deed.failure?.fields !== undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (!EMAIL.test(email.trim()) || name.trim() === "") return;
    deed.start({ email: email.trim(), name: name.trim(), ...preset });
  };
  const addressTaken = isOfAddress && deed.failure && <FailureText failure={deed.failure} />;
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={t("inviteTitle")}
        description={t("inviteText")}
        footer={
          <>
            <DialogClose asChild>
              <Button variant="secondary">{common("cancel")}</Button>
            </DialogClose>
            <Button type="submit" form={formId} pending={deed.isPending}>
              {t("inviteSend")}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
          <Field label={t("inviteEmail")} error={isTried && isEmailWrong ? t("emailMissing") : addressTaken}>
            <Input
              {...FIRST_FOCUS}
              type="email"
              value={email}
              autoComplete="off"
              onChange={(event) => setEmail(event.target.value)}
            />
          </Field>
          <Field label={t("inviteName")} error={isTried && isNameWrong ? t("nameMissing") : undefined}>
            <Input
              value={name}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          </Field>
          <PresetFields preset={preset} policies={policies} grantable={grantable} onChange={setPreset} />
          {deed.failure && !isOfAddress && !isOfFields && <FailureNotice failure={deed.failure} />}
        </form>
      </DialogContent>
    </Dialog>
  );
}
