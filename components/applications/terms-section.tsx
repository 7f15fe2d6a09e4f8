"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { saveTerms } from "@/lib/oidc/terms/actions";
import { FRESH_BOUNDS, LEVELS, MOST_SCOPES, SCOPE, type Terms } from "@/lib/oidc/terms/schema";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { useKept } from "../settings/use-kept";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Section } from "../ui/section";
import { Select } from "../ui/select";

type Row = Terms["scopes"][number] & { key: number };

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Which scopes demand which level, and how short an age asks for a fresh second factor: of every application. */
export function TermsSection({ terms: seen }: { terms: Terms }) {
  const t = useTranslations("applications.terms");
  const common = useTranslations("common");
  const router = useRouter();
  const deed = useDeed("terms", saveTerms, () => {
    toast.success(t("saved"));
    router.refresh();
  });
  const [rows, setRows] = useKept<Row[]>("terms of scopes", () =>
    seen.scopes.map((row, key) => ({ ...row, key })),
  );
  const [seconds, setSeconds] = useKept<string>("terms of age", String(seen.freshBelowSeconds));
  const [isTried, setIsTried] = useState(false);
  const terms: Terms = {
    scopes: rows.map(({ scope, level }) => ({ scope: scope.trim(), level })),
    freshBelowSeconds: seconds.trim() === "" ? Number.NaN : Number(seconds),
  };
  const problemOf = (scope: string) => {
    if (!SCOPE.test(scope)) return t("scopeWrong");
    return terms.scopes.filter((row) => row.scope === scope).length > 1 ? t("scopeTwice") : undefined;
  };
  const [least, most] = FRESH_BOUNDS;
  const { freshBelowSeconds } = terms;
  const isAgeGood =
    Number.isInteger(freshBelowSeconds) && freshBelowSeconds >= least && freshBelowSeconds <= most;
  const isGood = isAgeGood && terms.scopes.every(({ scope }) => problemOf(scope) === undefined);
  const setRow = (key: number, part: Partial<Row>) =>
    setRows((all) => all.map((row) => (row.key === key ? { ...row, ...part } : row)));
  const add = () =>
    setRows((all) => [
      ...all,
      { scope: "", level: "aal2", key: Math.max(-1, ...all.map(({ key }) => key)) + 1 },
    ]);
  const save = () => {
    setIsTried(true);
    if (isGood) deed.start({ seen, terms });
  };
  return (
    <Section className="mt-8 border-t first:border-t" title={t("title")} description={t("text")}>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <fieldset className="flex min-w-0 flex-col gap-3">
          <legend className="mb-2 text-sm font-medium">{t("scopes")}</legend>
          {rows.length === 0 && <p className="text-sm text-muted">{t("none")}</p>}
          {rows.map(({ key, scope, level }) => (
            <div key={key} className="flex flex-wrap items-start gap-2">
              <Field
                hideLabel
                label={t("scope")}
                className="min-w-0 flex-1 basis-full sm:basis-40"
                error={isTried && problemOf(scope.trim())}
              >
                <Input
                  value={scope}
                  maxLength={100}
                  spellCheck={false}
                  autoCapitalize="none"
                  autoComplete="off"
                  className="font-mono text-sm"
                  onChange={(event) => setRow(key, { scope: event.target.value })}
                />
              </Field>
              <Field
                hideLabel
                label={t("levelOf", { scope })}
                className="min-w-0 flex-1 basis-full sm:basis-40"
              >
                <Select
                  value={level}
                  onChange={(event) =>
                    setRow(key, { level: LEVELS.find((one) => one === event.target.value) ?? "aal2" })
                  }
                >
                  {LEVELS.map((one) => (
                    <option key={one} value={one}>
                      {t(`level.${one}`)}
                    </option>
                  ))}
                </Select>
              </Field>
              <Button
                variant="ghost"
                aria-label={t("removeNamed", { scope })}
                onClick={() => setRows((all) => all.filter((row) => row.key !== key))}
              >
                {t("remove")}
              </Button>
            </div>
          ))}
          <div>
            <Button variant="secondary" size="sm" disabled={rows.length >= MOST_SCOPES} onClick={add}>
              {t("add")}
            </Button>
          </div>
        </fieldset>
        <Field
          label={t("fresh")}
          hint={t("freshHint")}
          error={isTried && !isAgeGood && t("freshWrong", { least, most })}
        >
          <Input
            className="max-w-32"
            inputMode="numeric"
            autoComplete="off"
            value={seconds}
            onChange={(event) => setSeconds(event.target.value)}
          />
        </Field>
        <FailureNotice failure={deed.failure} />
        <div>
          <Button type="submit" pending={deed.isPending} disabled={isSame(terms, seen) && !deed.isPending}>
            {common("save")}
          </Button>
        </div>
      </form>
    </Section>
  );
}
