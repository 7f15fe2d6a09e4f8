"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";
import { changeAddress } from "@/lib/account/actions";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Notice } from "../../ui/notice";
import { Section } from "../../ui/section";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";
import { useKept } from "../use-kept";

/** The new address is confirmed from its own mailbox before anything changes. */
export function AddressSection({ email: old }: { email: string }) {
  const t = useTranslations("profile");
  const [email, setEmail] = useKept<string>("address", "");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const deed = useDeed("address", changeAddress, (_, sent) => {
    setSentTo(sent.email);
    setEmail("");
  });
  const isWrong = deed.failure?.code === "invalid_input";
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSentTo(null);
    deed.start({ email: email.trim() });
  };
  return (
    <Section title={t("email")} description={t("emailText")}>
      <form onSubmit={submit} noValidate className="flex flex-col items-start gap-3">
        <p className="font-medium">{old}</p>
        <Field label={t("newEmail")} className="w-full" error={isWrong && t("emailWrong")}>
          <Input
            type="email"
            value={email}
            maxLength={254}
            autoComplete="email"
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        {!isWrong && <FailureNotice failure={deed.failure} />}
        {sentTo && <Notice tone="success">{t("emailSent", { email: sentTo, old })}</Notice>}
        <div>
          <Button
            type="submit"
            variant="secondary"
            pending={deed.isPending}
            disabled={email.trim() === "" && !deed.isPending}
          >
            {t("emailSend")}
          </Button>
        </div>
      </form>
    </Section>
  );
}
