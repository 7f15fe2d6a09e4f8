"use client";

import { Download, Printer } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { acknowledgeRecoveryCodes, issueRecoveryCodes } from "@/lib/flows/actions";
import { Button } from "../../ui/button";
import { Checkbox } from "../../ui/checkbox";
import { CopyButton } from "../../ui/copy-button";
import { Notice } from "../../ui/notice";
import { Skeleton } from "../../ui/skeleton";
import { attempt, type Failure } from "../attempt";
import { FailureText } from "../failure-text";
import { useGuarded } from "../step-up";

type Issued = { setId: string; codes: string[] };

function download(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/**
 * Makes a new set of recovery codes, shows it this once and goes on when it is stored. Until then older codes stay
 * valid; leaving the screen changes nothing.
 */
export function RecoveryCodes({ onDone }: { onDone: () => void }) {
  const t = useTranslations("factors.codes");
  const common = useTranslations("common");
  const run = useGuarded();
  const [issued, setIssued] = useState<Issued | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isStored, setIsStored] = useState(false);
  const [isPending, setIsPending] = useState(false);
  const hasStarted = useRef(false);

  const issue = async () => {
    setIsPending(true);
    setFailure(null);
    const result = await run(() => issueRecoveryCodes({}));
    setIsPending(false);
    setIsStored(false);
    if (result.ok) return setIssued(result.data);
    // Switched off in the workspace a moment ago: there is nothing to store.
    if (result.code === "method_not_available") return onDone();
    setFailure(result);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per arrival, not per render
  useEffect(() => {
    if (hasStarted.current) return;
    hasStarted.current = true;
    void issue();
  }, []);

  const acknowledge = async () => {
    if (!issued) return;
    setIsPending(true);
    const result = await attempt(() => acknowledgeRecoveryCodes({ setId: issued.setId }));
    if (result.ok) return onDone();
    setFailure(result);
    setIsPending(false);
    if (result.code === "already_done") setIssued(null);
  };

  const problem = failure && <FailureText failure={failure} instead={{ already_done: t("replaced") }} />;
  if (!issued) {
    return problem ? (
      <div className="flex flex-col gap-4">
        <Notice tone="danger">{problem}</Notice>
        <Button wide pending={isPending} onClick={issue}>
          {failure?.code === "already_done" ? t("showNew") : common("tryAgain")}
        </Button>
      </div>
    ) : (
      <div role="status" aria-label={t("loading")}>
        <Skeleton className="h-44" />
      </div>
    );
  }
  const text = `${t("fileHead")}\n\n${issued.codes.join("\n")}\n`;
  return (
    <div className="flex flex-col gap-6">
      <ol
        aria-label={t("list")}
        className="grid grid-cols-2 gap-x-6 gap-y-1 rounded-md border border-line bg-raised px-4 py-3 font-mono text-sm"
      >
        {issued.codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2 print:hidden">
        <CopyButton size="sm" value={issued.codes.join("\n")} label={t("copy")} />
        <Button size="sm" variant="secondary" onClick={() => download(t("fileName"), text)}>
          <Download aria-hidden="true" />
          {t("download")}
        </Button>
        <Button size="sm" variant="secondary" onClick={() => window.print()}>
          <Printer aria-hidden="true" />
          {t("print")}
        </Button>
      </div>
      <div className="flex flex-col gap-4 print:hidden">
        <Checkbox
          label={t("stored")}
          checked={isStored}
          onChange={(event) => setIsStored(event.target.checked)}
        />
        {problem && <Notice tone="danger">{problem}</Notice>}
        <Button
          wide
          pending={isPending}
          disabledReason={isStored ? undefined : t("tickFirst")}
          onClick={acknowledge}
        >
          {t("continue")}
        </Button>
      </div>
    </div>
  );
}
