"use client";

import { useTranslations } from "next-intl";
import type { ConditionCheck } from "@/lib/oidc/rules/condition";
import { Field } from "../../ui/field";
import { Textarea } from "../../ui/input";

/** A condition in CEL, with what the server says of it while it is typed: what is wrong, and where. */
export function ConditionEditor({
  condition,
  check,
  onChange,
}: {
  condition: string;
  check: ConditionCheck | null;
  onChange: (condition: string) => void;
}) {
  const t = useTranslations("applications.condition");
  return (
    <div className="flex flex-col gap-2">
      <Field label={t("label")} hint={t("hint")}>
        <Textarea
          rows={4}
          value={condition}
          maxLength={4_000}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          className="font-mono text-sm"
          onChange={(event) => onChange(event.target.value)}
        />
      </Field>
      <div role="status" className="min-h-6 text-sm">
        {check === null ? (
          <p className="text-muted">{t("checking")}</p>
        ) : check.ok ? (
          <p className="text-good">{t("good")}</p>
        ) : (
          <Wrong condition={condition} check={check} />
        )}
      </div>
      <details className="text-sm">
        <summary className="max-sm:min-h-11 max-sm:content-center">{t("variables")}</summary>
        <dl className="mt-2 flex flex-col gap-2">
          {VARIABLES.map((name) => (
            <div key={name}>
              <dt>
                <code className="font-mono [overflow-wrap:anywhere]">{NAMES[name]}</code>
              </dt>
              <dd className="text-muted">{t(`variable.${name}`)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}

const NAMES = {
  client: "client.id · client.name",
  user: "user.id · user.email · user.name · user.role · user.policy · user.two_factor_on",
  metadata: "user.app_metadata · user.user_metadata",
  request: "request.scopes · request.acr_values · request.ip · request.country",
  session: "session.level · session.amr · session.age_seconds · session.new_browser",
  network: 'inNetwork(request.ip, "192.0.2.0/24")',
} as const;
const VARIABLES = Object.keys(NAMES) as (keyof typeof NAMES)[];

/** The line in which it goes wrong, with the place marked. */
function Wrong({ condition, check }: { condition: string; check: Extract<ConditionCheck, { ok: false }> }) {
  const t = useTranslations("applications.condition");
  const { problem, error, fault, at } = check;
  const unreadable = fault ? t(`fault.${fault.kind}`, { what: fault.what }) : t("unreadable", { error });
  const said = problem === "unreadable" ? unreadable : t(problem);
  const isPlaced = at !== null && problem !== "not_yes_or_no";
  return (
    <div className="text-danger">
      <p className="[overflow-wrap:anywhere]">
        {isPlaced ? t("inPlace", { line: at.line, column: at.column, said }) : said}
      </p>
      {isPlaced && <Marked condition={condition} at={at} />}
    </div>
  );
}

function Marked({
  condition,
  at: { start, end },
}: {
  condition: string;
  at: { start: number; end: number };
}) {
  const from = condition.lastIndexOf("\n", start - 1) + 1;
  const next = condition.indexOf("\n", start);
  const line = condition.slice(from, next < 0 ? undefined : next);
  const [left, right] = [start - from, Math.min(end - from, line.length)];
  return (
    <p aria-hidden="true" className="mt-1 font-mono whitespace-pre-wrap [overflow-wrap:anywhere] text-ink">
      {line.slice(0, left)}
      <mark className="rounded-sm bg-danger-soft px-0.5 text-danger underline decoration-wavy underline-offset-4">
        {line.slice(left, right) || "⏎"}
      </mark>
      {line.slice(Math.max(left, right))}
    </p>
  );
}
