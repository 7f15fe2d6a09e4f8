"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useRef } from "react";
import { toast } from "sonner";
import { changePassword } from "@/lib/account/actions";
import { NewPassword } from "../../entry/form/new-password";
import { UsernameForManagers } from "../../entry/form/username-for-managers";
import { Button } from "../../ui/button";
import { Section } from "../../ui/section";
import { FailureNotice } from "../failure-notice";
import { UNKEPT, useDeed } from "../use-deed";

const OF_FIELD = ["password_too_short", "password_too_long", "password_common", "invalid_input"];

export function PasswordSection({ email, minLength }: { email: string; minLength: number }) {
  const t = useTranslations("profile");
  const form = useRef<HTMLFormElement>(null);
  const deed = useDeed(UNKEPT, changePassword, () => {
    toast.success(t("passwordDone"));
    form.current?.reset();
  });
  const isOfField = deed.failure !== null && OF_FIELD.includes(deed.failure.code);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password") ?? "");
    deed.start({ password });
  };
  return (
    <Section title={t("password")} description={t("passwordText")}>
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col items-start gap-3">
        <UsernameForManagers email={email} />
        <div className="w-full">
          <NewPassword
            label={t("newPassword")}
            minLength={minLength}
            failure={isOfField ? deed.failure : null}
          />
        </div>
        {!isOfField && <FailureNotice failure={deed.failure} />}
        <div>
          <Button type="submit" variant="secondary" pending={deed.isPending}>
            {t("passwordChange")}
          </Button>
        </div>
      </form>
    </Section>
  );
}
