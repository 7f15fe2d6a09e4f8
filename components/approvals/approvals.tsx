"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import type { OpenQuestion } from "@/lib/flows/approvals/questions";
import { SetupHeading } from "../frame/setup-heading";
import { Empty } from "../ui/empty";
import { Notice } from "../ui/notice";
import { NotMe } from "./not-me";
import { Notifications } from "./notifications";
import { OpenPairing } from "./open-pairing";
import { QuestionCard, type Said } from "./question-card";
import { useQuestions } from "./use-questions";

/** The device's own page: what it is asked, as it comes, and what became of what was answered. */
export function Approvals({
  accounts,
  first,
  serverKey,
}: {
  accounts: readonly string[];
  first: readonly OpenQuestion[];
  serverKey: string;
}) {
  const t = useTranslations("approve");
  const format = useFormatter();
  const [start] = useState(first);
  const { questions, arrivals, isOffline, drop } = useQuestions(start);
  const [said, setSaid] = useState<Exclude<Said, "not_me"> | null>(null);
  const [reported, setReported] = useState<OpenQuestion | null>(null);

  if (accounts.length === 0) {
    return (
      <>
        <SetupHeading title={t("title")} />
        <Empty title={t("noneTitle")} description={t("noneText")} className="mb-6" />
        <OpenPairing />
      </>
    );
  }
  const answered = (question: OpenQuestion) => (what: Said) => {
    drop(question.id);
    setSaid(what === "not_me" ? null : what);
    if (what === "not_me") setReported(question);
  };
  const isGood = said === "approved";
  return (
    <>
      <SetupHeading title={t("title")}>
        {t("for", { accounts: format.list(accounts, { type: "conjunction" }) })}
      </SetupHeading>
      <div className="flex flex-col gap-4">
        {isOffline && <Notice tone="warning">{t("offline")}</Notice>}
        {said && (
          <Notice tone={isGood ? "success" : said === "denied" ? "info" : "warning"}>
            {said === "gone" || said === "answeredBefore" ? t(said) : t(`answered.${said}`)}
          </Notice>
        )}
        {reported && <NotMe question={reported} onClose={() => setReported(null)} />}
        {questions.map((question) => (
          <QuestionCard
            key={question.id}
            question={question}
            arrivedAt={arrivals.get(question.id) ?? 0}
            onAnswered={answered(question)}
          />
        ))}
        {questions.length === 0 && !reported && (
          <Empty title={t("emptyTitle")} description={t("emptyText")} />
        )}
      </div>
      <Notifications serverKey={serverKey} />
    </>
  );
}
