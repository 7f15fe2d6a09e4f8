"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useDates } from "@/lib/i18n/use-dates";
import type { OpenRequest } from "@/lib/recovery/requests";
import { useWhere } from "../settings/use-where";
import { Button } from "../ui/button";
import { Facts } from "../ui/facts";
import { Card } from "../ui/section";
import type { AnswerKind } from "./answer-dialog";

const CHECKS = ["voice", "device", "password"] as const;
const ANSWERS = ["access_pass", "reset", "declined"] as const satisfies readonly AnswerKind[];

/** One request: who asks, in which words, from where, what to check first, and the three answers. */
export function RequestCard({
  request,
  canManage,
  onAnswer,
}: {
  request: OpenRequest;
  canManage: boolean;
  onAnswer: (kind: AnswerKind) => void;
}) {
  const t = useTranslations("requests");
  const dates = useDates();
  const where = useWhere();
  const { user, before, from } = request;
  const placeOf = (place: typeof from) => `${where.device(place.device)}, ${where.place(place)}`;
  const refusal = canManage ? request.refusal && t(`refusal.${request.refusal}`) : t("refusal.right_missing");
  const facts = [
    { key: "at", term: t("asked"), value: dates.moment(request.at) },
    { key: "from", term: t("from"), value: placeOf(from) },
    {
      key: "before",
      term: t("before"),
      value: before ? `${placeOf(before)}, ${dates.moment(before.at)}` : t("never"),
    },
    {
      key: "password",
      term: t("passwordChanged"),
      value: request.passwordChangedAt ? dates.moment(request.passwordChangedAt) : t("notChanged"),
    },
  ];
  return (
    <li>
      <Card>
        <h2 className="text-base font-semibold">
          <Link href={`/settings/users/${user.id}`} className="underline underline-offset-4">
            {user.name}
          </Link>
        </h2>
        <p className="text-sm text-muted [overflow-wrap:anywhere]">{user.email}</p>
        {request.words && (
          <blockquote className="mt-3 border-l-2 border-line pl-3 whitespace-pre-line [overflow-wrap:anywhere]">
            {request.words}
          </blockquote>
        )}
        <Facts className="mt-3" items={facts} />
        <p className="mt-4 text-sm font-medium">{t("checkFirst")}</p>
        <ul className="list-disc pl-5 text-sm text-muted">
          {CHECKS.map((check) => (
            <li key={check}>{t(`check.${check}`)}</li>
          ))}
        </ul>
        <div className="mt-4 flex flex-wrap gap-2">
          {ANSWERS.map((kind) => (
            <Button
              key={kind}
              variant={kind === "access_pass" ? "primary" : "secondary"}
              disabledReason={refusal ?? undefined}
              onClick={() => onAnswer(kind)}
            >
              {t(`answer.${kind}`)}
            </Button>
          ))}
        </div>
      </Card>
    </li>
  );
}
