"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";
import { pairDevice } from "@/lib/flows/approvals/actions";
import type { OpenPairing } from "@/lib/flows/pair";
import { attempt, type Failure } from "../factors/attempt";
import { FailureText } from "../factors/failure-text";
import { SetupHeading } from "../frame/setup-heading";
import { buttonVariants } from "../ui/button-variants";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Notice } from "../ui/notice";
import { SubmitButton } from "../ui/submit-button";
import { makeDeviceKey } from "./device-key";

/** Opening the address changes nothing; the button makes the device's key and shows the code for the other screen. */
export function PairDevice({
  link,
  pairing,
  suggestedName,
}: {
  link: string;
  pairing: OpenPairing;
  suggestedName: string;
}) {
  const t = useTranslations("approve.pair");
  const [isPending, setIsPending] = useState(false);
  const [isNameless, setIsNameless] = useState(false);
  const [failure, setFailure] = useState<Failure | "unsupported" | null>(null);
  const [code, setCode] = useState<string | null>(null);
  const pair = async (label: string) => {
    const key = await makeDeviceKey().catch(() => null);
    if (!key) return setFailure("unsupported");
    const result = await attempt(() => pairDevice({ link, publicKey: key.publicKey, label }));
    if (!result.ok) return setFailure(result);
    await key.keepAs(result.data.credentialId);
    setCode(result.data.code);
  };
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const label = String(new FormData(event.currentTarget).get("label") ?? "").trim();
    setIsNameless(label === "");
    if (label === "") return;
    setIsPending(true);
    setFailure(null);
    await pair(label);
    setIsPending(false);
  };
  if (code) {
    return (
      <>
        <SetupHeading title={t("codeTitle")}>{t("codeText")}</SetupHeading>
        <div className="mb-6 flex justify-center rounded-md border border-line bg-sunken py-6">
          <output aria-label={t("code")} className="text-[28px] font-semibold tracking-widest tabular-nums">
            {code}
          </output>
        </div>
        {/* Loaded anew: the worker of notifications knows an open page by the address it was loaded at. */}
        <a href="/approve" className={buttonVariants({ variant: "secondary", wide: true })}>
          {t("onward")}
        </a>
      </>
    );
  }
  return (
    <>
      <SetupHeading title={t("title")}>
        {t("text", { email: pairing.email, workspace: pairing.workspaceName })}
      </SetupHeading>
      <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-6">
        {failure && (
          <Notice tone="danger">
            {failure === "unsupported" ? t("unsupported") : <FailureText failure={failure} />}
          </Notice>
        )}
        <Field label={t("name")} error={isNameless && t("nameMissing")}>
          <Input name="label" defaultValue={suggestedName} maxLength={60} autoComplete="off" />
        </Field>
        <SubmitButton wide pending={isPending}>
          {t("button")}
        </SubmitButton>
      </form>
    </>
  );
}
