"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { addApplication } from "@/lib/oidc/applications/actions";
import { KINDS, NEW_APPLICATION } from "@/lib/oidc/applications/schema";
import { SecretDialog } from "../settings/api/secret-dialog";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { Dialog, DialogClose, DialogContent } from "../ui/dialog";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { RadioGroup } from "../ui/radio-group";
import { FIRST_FOCUS } from "../ui/return-focus";
import { AddressesField } from "./form/addresses-field";
import { useDetailsForm } from "./form/use-details-form";

/** Adds an application: as much as it takes to sign in. Its secret is shown this once, then its page. */
export function NewDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("applications");
  const common = useTranslations("common");
  const router = useRouter();
  const formId = useId();
  const form = useDetailsForm("new application", NEW_APPLICATION);
  const [made, setMade] = useState<{ clientId: string; secret: string } | null>(null);
  const goOn = (clientId: string) => router.push(`/settings/applications/${clientId}`);
  const deed = useDeed("new application", addApplication, ({ clientId, secret }) =>
    secret ? setMade({ clientId, secret }) : goOn(clientId),
  );
  const { typed, isTried, change } = form;
  const submit = () => {
    const details = form.take();
    if (details) deed.start({ details });
  };
  if (made) return <SecretDialog shown={made} onClose={() => goOn(made.clientId)} />;
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={t("addTitle")}
        description={t("addText")}
        footer={
          <>
            <DialogClose asChild>
              <Button variant="secondary">{common("cancel")}</Button>
            </DialogClose>
            <Button type="submit" form={formId} pending={deed.isPending}>
              {t("create")}
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
            submit();
          }}
        >
          <Field label={t("name")} error={isTried && typed.name.trim() === "" && t("nameMissing")}>
            <Input
              {...FIRST_FOCUS}
              value={typed.name}
              maxLength={60}
              autoComplete="off"
              onChange={(event) => change({ name: event.target.value })}
            />
          </Field>
          <RadioGroup
            legend={t("type")}
            name="kind"
            value={typed.kind}
            onValueChange={(kind) => change({ kind })}
            options={KINDS.map((kind) => ({
              value: kind,
              label: t(`kind.${kind}`),
              hint: t(`kindHint.${kind}`),
            }))}
          />
          <AddressesField
            label={t("redirect")}
            hint={t("redirectHint", { kind: typed.kind })}
            value={typed.redirectUris}
            kind={typed.kind}
            isTried={isTried}
            missing={t("redirectMissing")}
            onChange={(redirectUris) => change({ redirectUris })}
          />
          <Checkbox
            label={t("firstParty")}
            hint={t("firstPartyHint")}
            checked={typed.isFirstParty}
            onChange={(event) => change({ isFirstParty: event.target.checked })}
          />
          <FailureNotice failure={deed.failure} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
