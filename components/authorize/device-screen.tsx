"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";
import { findAskingDevice } from "@/lib/oidc/actions";
import type { AskingDevice } from "@/lib/oidc/device/service";
import { attempt, type Failure } from "../factors/attempt";
import { FailureText } from "../factors/failure-text";
import { SetupHeading } from "../frame/setup-heading";
import { Button } from "../ui/button";
import { Facts } from "../ui/facts";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Notice } from "../ui/notice";
import { SubmitButton } from "../ui/submit-button";
import { postAndFollow } from "./post-and-follow";
import { useScopeWords } from "./scope-words";

const PROBLEMS = ["aborted", "expired", "used", "unknown"] as const;

/** A program on another device shows a code: typed here, it says who asks, and asks whether it may. */
export function DeviceScreen({
  email,
  code,
  isDone,
  problem,
}: {
  email: string;
  code: string;
  isDone: boolean;
  problem: string | null;
}) {
  const t = useTranslations("authorize.device");
  const [device, setDevice] = useState<AskingDevice | null>(null);
  if (isDone) return <SetupHeading title={t("doneTitle")}>{t("doneText")}</SetupHeading>;
  if (device) return <Answer device={device} email={email} onBack={() => setDevice(null)} />;
  return <CodeEntry code={code} problem={problem} onFound={setDevice} />;
}

function CodeEntry({
  code,
  problem,
  onFound,
}: {
  code: string;
  problem: string | null;
  onFound: (device: AskingDevice) => void;
}) {
  const t = useTranslations("authorize.device");
  const [typed, setTyped] = useState(code);
  const [isPending, setIsPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const known = PROBLEMS.find((name) => name === problem);
  const look = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsPending(true);
    const result = await attempt(() => findAskingDevice({ code: typed }));
    setIsPending(false);
    if (result.ok) onFound(result.data);
    else setFailure(result);
  };
  const error = failure?.code === "token_invalid" ? t("wrong") : failure && <FailureText failure={failure} />;
  return (
    <>
      <SetupHeading title={t("title")}>{t("text")}</SetupHeading>
      {known && !failure && (
        <div className="mb-6">
          <Notice tone={known === "aborted" ? "info" : "danger"}>{t(`problem.${known}`)}</Notice>
        </div>
      )}
      <form onSubmit={look} className="flex flex-col gap-4">
        <Field label={t("code")} error={error || undefined}>
          <Input
            name="code"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            className="font-mono text-lg tracking-widest uppercase"
            required
            maxLength={20}
          />
        </Field>
        <SubmitButton wide pending={isPending}>
          {t("continue")}
        </SubmitButton>
      </form>
    </>
  );
}

function Answer({ device, email, onBack }: { device: AskingDevice; email: string; onBack: () => void }) {
  const t = useTranslations("authorize.device");
  const words = useScopeWords();
  const [pending, setPending] = useState<"confirm" | "abort" | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  const answer = async (what: "confirm" | "abort") => {
    setPending(what);
    const fields = { xsrf: device.xsrf, user_code: device.code, [what]: "yes" };
    const next = await postAndFollow("/oidc/device", fields);
    if (next) return window.location.assign(next);
    setHasFailed(true);
    setPending(null);
  };
  const from = [device.userAgent, device.ip].filter(Boolean).join(", ");
  const scopes = device.scopes.filter((scope) => scope !== "openid").map(words);
  return (
    <>
      <SetupHeading title={t("askTitle", { application: device.application.name })}>
        {t("askText", { email })}
      </SetupHeading>
      <div className="mb-6">
        <Facts
          items={[
            {
              key: "code",
              term: t("shows"),
              value: <code className="font-mono text-lg">{device.code}</code>,
            },
            { key: "from", term: t("from"), value: from || t("unknown") },
            ...(scopes.length > 0 ? [{ key: "wants", term: t("wants"), value: scopes.join(", ") }] : []),
          ]}
        />
      </div>
      <div className="flex flex-col gap-2">
        {hasFailed && <Notice tone="danger">{t("failed")}</Notice>}
        <Button wide pending={pending === "confirm"} onClick={() => answer("confirm")}>
          {t("allow")}
        </Button>
        <Button wide variant="secondary" pending={pending === "abort"} onClick={() => answer("abort")}>
          {t("deny")}
        </Button>
        <Button wide variant="ghost" onClick={onBack}>
          {t("otherCode")}
        </Button>
      </div>
    </>
  );
}
