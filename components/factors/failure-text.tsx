"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { withReturnTo } from "@/lib/core/return-to";
import type { Failure } from "./attempt";

/** What happened, what is safe and what to do. Waiting times count down; `instead` says a code in better words. */
export function FailureText({
  failure,
  instead = {},
}: {
  failure: Failure;
  instead?: Partial<Record<Failure["code"], ReactNode>>;
}) {
  const t = useTranslations("errors");
  if (failure.retryAfterSeconds !== undefined && failure.code === "too_many_attempts") {
    return <Countdown failure={failure} seconds={failure.retryAfterSeconds} />;
  }
  return (
    <>
      {instead[failure.code] ?? t(`code.${failure.code}`)}
      {failure.flowUrl && (
        <>
          {" "}
          <WayOut flowUrl={failure.flowUrl} />
        </>
      )}
    </>
  );
}

/** Leads back here afterwards. A whole new page: the address may lead by way of the handler that mends the cookie. */
function WayOut({ flowUrl }: { flowUrl: string }) {
  const t = useTranslations("errors");
  const here = `${usePathname()}?${useSearchParams()}`;
  return (
    <a href={withReturnTo(flowUrl, here)} className="underline underline-offset-4">
      {t("wayOut")}
    </a>
  );
}

/** Ticks for the eye; within an alert a screen reader hears the first number and the end. Starts anew with every failure. */
function Countdown({ failure, seconds }: { failure: Failure; seconds: number }) {
  const t = useTranslations("errors");
  const [left, setLeft] = useState(seconds);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an equal number of seconds in a later answer is a new wait
  useEffect(() => {
    const end = Date.now() + seconds * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [failure, seconds]);
  if (left === 0) return t("waitOver");
  return (
    <span aria-live="off" className="tabular-nums">
      {t("wait", { seconds: left })}
    </span>
  );
}
