"use client";

import { useTranslations } from "next-intl";
import type { TwoFactorOverview } from "@/lib/flows/overview";
import { ShieldDrawing, useShieldSentence } from "../shield";
import { ButtonLink } from "../ui/button-link";
import { Facts } from "../ui/facts";
import { PageHeader, Section } from "../ui/section";
import { TextLink } from "../ui/text-link";
import { nextStepOf } from "./next-step";
import { useRoleName } from "./use-role-name";

type Person = { name: string; email: string; role: string; policy: string };

/** The quiet home: who one is, how well protected, and the one thing to do next. */
export function Home({
  person,
  workspace,
  overview,
  users,
  mostCounted,
}: {
  person: Person;
  workspace: string;
  overview: TwoFactorOverview;
  /** Null: not shown to this person. */
  users: number | null;
  mostCounted: number;
}) {
  const t = useTranslations("dashboard");
  const roleName = useRoleName();
  const items = [
    { key: "email", term: t("email"), value: person.email },
    { key: "role", term: t("role"), value: roleName(person.role) },
    { key: "policy", term: t("policy"), value: person.policy },
  ];
  return (
    <div className="max-w-[800px]">
      <PageHeader title={t("title")} description={t("greeting", { name: person.name, workspace })} />
      <div>
        <Section title={t("yourProtection")}>
          <Protection overview={overview} />
        </Section>
        <Section title={t("you")}>
          <Facts items={items} />
        </Section>
        {users !== null && (
          <Section title={t("people")}>
            <p>
              {users > mostCounted
                ? t("userCountMost", { count: mostCounted, workspace })
                : t("userCount", { count: users, workspace })}{" "}
              <TextLink href="/settings/users">{t("toUsers")}</TextLink>
            </p>
          </Section>
        )}
      </div>
    </div>
  );
}

function Protection({ overview }: { overview: TwoFactorOverview }) {
  const t = useTranslations("dashboard");
  const sentence = useShieldSentence();
  const step = nextStepOf(overview);
  const { status, until, reason } = overview.shield;
  const text = step === "fewCodes" ? t("fewCodes", { count: overview.recoveryCodesLeft }) : t(step);
  const isToDo = step !== "on" && step !== "fewCodes" && step !== "noCodes";
  return (
    <div className="flex flex-col items-start gap-4">
      <div className="flex max-w-[68ch] flex-col gap-1">
        <p className="flex items-center gap-2 font-medium">
          <ShieldDrawing status={status} size={20} />
          {sentence({ status, until, reason })}
        </p>
        <p className="text-muted">{text}</p>
      </div>
      {step === "on" ? (
        <TextLink href="/settings/two-factor" isAlone>
          {t("look")}
        </TextLink>
      ) : (
        <ButtonLink href="/settings/two-factor" variant={isToDo ? "primary" : "secondary"}>
          {isToDo ? t("enable") : t("newCodes")}
        </ButtonLink>
      )}
    </div>
  );
}
