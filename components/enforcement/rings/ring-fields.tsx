"use client";

import { useTranslations } from "next-intl";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Select } from "../../ui/select";
import type { RingDraft, RingProblem } from "./draft";

export type PolicyName = { id: string; name: string };

/** One ring of the plan: for whom, and from which day on. */
export function RingFields({
  number,
  draft,
  policies,
  problem,
  isLast,
  mayBeginAtOnce,
  onChange,
  onRemove,
}: {
  number: number;
  draft: RingDraft;
  policies: readonly PolicyName[];
  problem: RingProblem | null;
  isLast: boolean;
  mayBeginAtOnce: boolean;
  onChange: (draft: RingDraft) => void;
  onRemove: (() => void) | undefined;
}) {
  const t = useTranslations("enforcement.rings");
  const isShare = draft.who === "percent";
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 text-sm font-semibold">{t("ring", { number })}</legend>
      {isLast ? (
        <p className="text-sm">{t("everybody")}</p>
      ) : (
        <div className="flex flex-wrap gap-3">
          <Field label={t("who")} error={problem === "policy" && t("policyTwice")} className="grow">
            <Select value={draft.who} onChange={({ target }) => onChange({ ...draft, who: target.value })}>
              <option value="percent">{t("share")}</option>
              {policies.map(({ id, name }) => (
                <option key={id} value={id}>
                  {t("policy", { name })}
                </option>
              ))}
            </Select>
          </Field>
          {isShare && (
            <Field label={t("percent")} error={problem === "percent" && t("percentWrong")}>
              <Input
                type="number"
                min={1}
                max={99}
                className="max-w-28"
                value={draft.percent}
                onChange={({ target }) => onChange({ ...draft, percent: target.value })}
              />
            </Field>
          )}
        </div>
      )}
      <Field
        label={t("startsOn")}
        hint={mayBeginAtOnce ? t("startsOnHintFirst") : t("startsOnHint")}
        error={problem === "day" && t("dayWrong")}
      >
        <Input
          type="date"
          className="max-w-48"
          value={draft.startsOn}
          onChange={({ target }) => onChange({ ...draft, startsOn: target.value })}
        />
      </Field>
      {onRemove && (
        <Button variant="ghost" size="sm" className="self-start" onClick={onRemove}>
          {t("remove", { number })}
        </Button>
      )}
    </fieldset>
  );
}
