"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useDates } from "@/lib/i18n/use-dates";
import type { Application } from "@/lib/oidc/applications/page";
import { EFFECTS, RULES, type RuleSettings } from "@/lib/oidc/core/rule";
import { ruleOf, TEMPLATES, type Template } from "@/lib/oidc/core/templates";
import { saveRule } from "@/lib/oidc/rules/actions";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";
import { Button } from "../../ui/button";
import { Checkbox } from "../../ui/checkbox";
import { RadioGroup } from "../../ui/radio-group";
import { Section } from "../../ui/section";
import { ConditionEditor } from "./condition-editor";
import { TryIt } from "./try-it";
import { useConditionCheck } from "./use-condition-check";

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** When this application asks for a second factor, tried before it is saved. */
export function RuleSection({ application, email }: { application: Application; email: string }) {
  const t = useTranslations("applications.rule");
  const common = useTranslations("common");
  const router = useRouter();
  const dates = useDates();
  const { id, rule: seen, ruleSince, details } = application;
  const [rule, setRule] = useKept<RuleSettings>("rule", seen);
  const deed = useDeed("rule", saveRule, () => {
    toast.success(t("saved", { name: details.name }));
    router.refresh();
  });
  const check = useConditionCheck(rule.condition);
  const change = (part: Partial<RuleSettings>) => {
    deed.forget();
    setRule((now) => ({ ...now, ...part }));
  };
  const choose = (chosen: RuleSettings["rule"]) =>
    change({
      rule: chosen,
      condition: chosen === "condition" ? (rule.condition ?? seen.condition ?? "") : null,
    });
  const begin = (template: Template) => change(ruleOf(template, id));
  const isDirty = !isSame(rule, seen);
  const isWrong = rule.rule === "condition" && check?.ok !== true;
  const save = () => deed.start({ clientId: id, seen, settings: rule });
  return (
    <Section title={t("title")} description={t("text", { date: dates.moment(ruleSince) })}>
      <div className="flex flex-col gap-6">
        <RadioGroup
          legend={t("legend")}
          hideLegend
          name="rule"
          value={rule.rule}
          onValueChange={choose}
          options={RULES.map((value) => ({ value, label: t(`is.${value}`), hint: t(`hint.${value}`) }))}
        />
        <fieldset className="flex min-w-0 flex-col gap-2">
          <legend className="mb-2 text-sm font-medium">{t("templates")}</legend>
          <div className="flex flex-wrap gap-2">
            {TEMPLATES.map((template) => (
              <Button key={template} variant="secondary" size="sm" onClick={() => begin(template)}>
                {t(`template.${template}`)}
              </Button>
            ))}
          </div>
        </fieldset>
        {rule.rule === "condition" && (
          <ConditionEditor
            condition={rule.condition ?? ""}
            check={check}
            onChange={(condition) => change({ condition })}
          />
        )}
        {rule.rule !== "as_required" && (
          <>
            <Checkbox
              label={t("remembered")}
              hint={t("rememberedHint")}
              checked={rule.allowsRemembered}
              onChange={(event) => change({ allowsRemembered: event.target.checked })}
            />
            <RadioGroup
              legend={t("effect")}
              name="rule-effect"
              value={rule.effect}
              onValueChange={(effect) => change({ effect })}
              options={EFFECTS.map((value) => ({
                value,
                label: t(`effectIs.${value}`),
                hint: t(`effectHint.${value}`),
              }))}
            />
          </>
        )}
        <FailureNotice failure={deed.failure} />
        <div>
          <Button pending={deed.isPending} disabled={!deed.isPending && (!isDirty || isWrong)} onClick={save}>
            {common("save")}
          </Button>
        </div>
        <TryIt
          clientId={id}
          draft={{ rule: rule.rule, condition: rule.condition, allowsRemembered: rule.allowsRemembered }}
          scopes={details.scopes}
          email={email}
        />
      </div>
    </Section>
  );
}
