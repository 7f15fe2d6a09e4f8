"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { Button } from "../../ui/button";
import { CodeField } from "../../ui/code-field";
import { Notice } from "../../ui/notice";
import { Skeleton } from "../../ui/skeleton";
import { SubmitButton } from "../../ui/submit-button";
import { FailureText } from "../failure-text";
import { TotpKey } from "./totp-key";
import { type EnrollProps, useEnrollment } from "./use-enrollment";

type Begun = { flowId: string; secret: string; uri: string };

/** QR code, key and the first code. A wrong code keeps all of it; when the time is over there is a new one by itself. */
export function TotpEnroll(props: EnrollProps) {
  const t = useTranslations("factors");
  const tryAgain = useTranslations("common")("tryAgain");
  const { begin, finish, isPending, failure, setFailure } = useEnrollment("totp", props);
  const [begun, setBegun] = useState<Begun | null>(null);
  const [isRenewed, setIsRenewed] = useState(false);
  const [code, setCode] = useState("");
  const hasStarted = useRef(false);

  const start = async () => {
    const flow = await begin();
    if (!flow) return setBegun(null);
    const { secret, uri } = flow.present;
    setBegun({ flowId: flow.flowId, secret: String(secret), uri: String(uri) });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per arrival, not per render
  useEffect(() => {
    if (hasStarted.current) return;
    hasStarted.current = true;
    void start();
  }, []);

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const field = event.currentTarget.querySelector("input");
    if (!begun) return;
    if (code.length < 6) return setFailure({ code: "invalid_input" });
    const refused = await finish(begun.flowId, { code });
    if (!refused) return;
    setCode("");
    field?.focus();
    if (refused.code !== "flow_expired") return;
    await start();
    setIsRenewed(true);
  };

  if (!begun && failure) {
    return (
      <div className="flex flex-col gap-4">
        <Notice tone="danger">
          <FailureText failure={failure} />
        </Notice>
        <Button wide pending={isPending} onClick={start}>
          {tryAgain}
        </Button>
      </div>
    );
  }
  if (!begun) {
    return (
      <div role="status" aria-label={t("enroll.loading")} className="flex flex-col gap-6">
        <Skeleton className="size-52 self-center" />
        <Skeleton className="h-24" />
        <Skeleton className="h-16" />
      </div>
    );
  }
  const error = failure && <FailureText failure={failure} instead={{ invalid_input: t("codeIncomplete") }} />;
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-6">
      {isRenewed && <Notice tone="warning">{t("enroll.totpRenewed")}</Notice>}
      <TotpKey secret={begun.secret} uri={begun.uri} />
      <CodeField label={t("code")} value={code} onValueChange={setCode} error={error} />
      <SubmitButton wide pending={isPending}>
        {t("verify")}
      </SubmitButton>
    </form>
  );
}
