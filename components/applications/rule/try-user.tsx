"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { tryRule } from "@/lib/oidc/rules/actions";
import type { Draft } from "@/lib/oidc/rules/schema";
import type { Tried } from "@/lib/oidc/rules/trial";
import { FailureText } from "../../factors/failure-text";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";
import { Button } from "../../ui/button";
import { Checkbox } from "../../ui/checkbox";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Notice } from "../../ui/notice";

/** Tries a rule on one user and one request. */
export function TryUser({
  clientId,
  draft,
  draftKey,
  scopes,
  email: own,
}: {
  clientId: string;
  draft: Draft;
  draftKey: string;
  scopes: readonly string[];
  email: string;
}) {
  const t = useTranslations("applications.try");
  const [email, setEmail] = useKept<string>("try on", own);
  const [asked, setAsked] = useKept<string>(
    "try with",
    scopes.includes("openid") ? "openid" : scopes.join(" "),
  );
  const [ip, setIp] = useKept<string>("try from", "");
  const [isNewBrowser, setIsNewBrowser] = useKept<boolean>("try in a new browser", false);
  const [tried, setTried] = useState<{ of: string; result: Tried } | null>(null);
  const key = JSON.stringify([draftKey, email, asked, ip, isNewBrowser]);
  const deed = useDeed("try", tryRule, (result) => setTried({ of: key, result }));
  const ask = () =>
    deed.start({
      clientId,
      draft,
      email,
      scopes: asked.split(/\s+/).filter((scope) => scope !== ""),
      ip: ip.trim(),
      isNewBrowser,
    });
  const wrong = (field: string) =>
    deed.failure?.code === "invalid_input" && field in (deed.failure.fields ?? {});
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("user")} error={wrong("email") && t("userWrong")}>
          <Input
            type="email"
            value={email}
            autoComplete="off"
            onChange={(event) => {
              deed.forget();
              setEmail(event.target.value);
            }}
          />
        </Field>
        <Field label={t("ip")} hint={t("ipHint")} error={wrong("ip") && t("ipWrong")}>
          <Input
            value={ip}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => {
              deed.forget();
              setIp(event.target.value);
            }}
          />
        </Field>
      </div>
      <Field label={t("scopes")}>
        <Input
          value={asked}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          className="font-mono text-sm"
          onChange={(event) => setAsked(event.target.value)}
        />
      </Field>
      <Checkbox
        label={t("newBrowser")}
        checked={isNewBrowser}
        onChange={(event) => setIsNewBrowser(event.target.checked)}
      />
      <div>
        <Button type="submit" variant="secondary" pending={deed.isPending}>
          {t("deed")}
        </Button>
      </div>
      {deed.failure && !wrong("email") && !wrong("ip") && (
        <Notice tone="danger">
          <FailureText failure={deed.failure} instead={{ not_found: t("nobody") }} />
        </Notice>
      )}
      {tried?.of === key && <Answer tried={tried.result} />}
    </form>
  );
}

/** What the rule says, and what that comes to for this user after their password. */
function Answer({ tried: { name, verdict, outcome, withoutApplication } }: { tried: Tried }) {
  const t = useTranslations("applications.try");
  const condition = useTranslations("applications.condition");
  const said = verdict.fails ? "fails" : verdict.asks ? "asks" : "asksNot";
  const { fault, fails } = verdict;
  const error = fault ? condition(`fault.${fault.kind}`, { what: fault.what }) : (fails ?? "");
  return (
    <Notice tone={verdict.fails ? "warning" : "info"}>
      <p className="font-medium">{t(said, { error })}</p>
      <p>{t(`outcome.${outcome}`, { name })}</p>
      {outcome !== "allow" && withoutApplication === outcome && <p>{t("anyway")}</p>}
      {outcome !== "allow" && withoutApplication === "allow" && !verdict.asks && <p>{t("byRequest")}</p>}
    </Notice>
  );
}
