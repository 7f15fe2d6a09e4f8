"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import { FailureText } from "../failure-text";
import { type CeremonyFault, createPasskey } from "../passkey-ceremony";
import { type EnrollProps, useEnrollment } from "./use-enrollment";

/** One press, then the browser's own prompt. Each press is a new try, so none can be too late. */
export function PasskeyEnroll(props: EnrollProps) {
  const t = useTranslations("factors");
  const { begin, finish, isPending, failure, setFailure } = useEnrollment("passkey", props);
  const [isCreating, setIsCreating] = useState(false);
  const [fault, setFault] = useState<CeremonyFault | null>(null);
  const create = async () => {
    setFault(null);
    setFailure(null);
    const flow = await begin();
    if (!flow) return;
    setIsCreating(true);
    const ceremony = await createPasskey(flow.present.options);
    if (ceremony.ok) await finish(flow.flowId, { response: ceremony.response });
    else setFault(ceremony.fault);
    setIsCreating(false);
  };
  const problem = failure ? <FailureText failure={failure} /> : fault && t(`passkey.${fault}`);
  return (
    <div className="flex flex-col gap-4">
      {problem && !isPending && <Notice tone="danger">{problem}</Notice>}
      <Button wide pending={isPending || isCreating} onClick={create}>
        {t("enroll.createPasskey")}
      </Button>
      <p role="status" className="text-center text-sm text-muted empty:hidden">
        {isCreating && t("enroll.creating")}
      </p>
    </div>
  );
}
