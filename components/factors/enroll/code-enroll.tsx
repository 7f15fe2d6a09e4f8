"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, type SubmitEvent, useEffect, useRef, useState } from "react";
import type { FactorKind } from "@/lib/policy/core/types";
import { Button } from "../../ui/button";
import { CodeField } from "../../ui/code-field";
import { Notice } from "../../ui/notice";
import { Skeleton } from "../../ui/skeleton";
import { SubmitButton } from "../../ui/submit-button";
import { FailureText } from "../failure-text";
import { type BegunEnrollment, type EnrollProps, useEnrollment } from "./use-enrollment";

/**
 * Something to scan, and the six digits that the other device then shows. A wrong code keeps all of it; when the time is
 * over there is a new one by itself.
 */
export function CodeEnroll({
  kind,
  props,
  renewed,
  wrong,
  children,
}: {
  kind: FactorKind;
  props: EnrollProps;
  /** Said above a new thing to scan. */
  renewed: ReactNode;
  wrong?: ReactNode;
  children: (present: Record<string, unknown>) => ReactNode;
}) {
  const t = useTranslations("factors");
  const tryAgain = useTranslations("common")("tryAgain");
  const { begin, finish, isPending, failure, setFailure } = useEnrollment(kind, props);
  const [begun, setBegun] = useState<BegunEnrollment | null>(null);
  const [isRenewed, setIsRenewed] = useState(false);
  const [code, setCode] = useState("");
  const hasStarted = useRef(false);

  const start = async () => setBegun(await begin());
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
  const instead = { invalid_input: t("codeIncomplete"), ...(wrong ? { wrong_code: wrong } : {}) };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-6">
      {isRenewed && <Notice tone="warning">{renewed}</Notice>}
      {children(begun.present)}
      <CodeField
        label={t("code")}
        value={code}
        onValueChange={setCode}
        error={failure && <FailureText failure={failure} instead={instead} />}
      />
      <SubmitButton wide pending={isPending}>
        {t("verify")}
      </SubmitButton>
    </form>
  );
}
