"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";
import { readPairingLink } from "@/lib/factors/core/device";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { SubmitButton } from "../ui/submit-button";

/** For a device that cannot scan: an app on a Home Screen, or a second computer. */
export function OpenPairing() {
  const t = useTranslations("approve");
  const [isWrong, setIsWrong] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget).get("address") ?? "").trim();
    const link = typed.split("/pair/").at(-1) ?? "";
    if (!readPairingLink(link)) return setIsWrong(true);
    window.location.assign(`/pair/${link}`);
  };
  return (
    <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-4">
      <Field label={t("pairLabel")} error={isWrong && t("pairInvalid")}>
        <Input name="address" autoComplete="off" spellCheck={false} />
      </Field>
      <SubmitButton wide>{t("pairOpen")}</SubmitButton>
    </form>
  );
}
