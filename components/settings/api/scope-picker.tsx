"use client";

import { useTranslations } from "next-intl";
import { SCOPE_NAMES, type Scope } from "@/lib/api/core/scopes";
import { Checkbox } from "../../ui/checkbox";

/** What a program may do, one line each. */
export function ScopePicker({
  chosen,
  onChange,
}: {
  chosen: readonly Scope[];
  onChange: (scopes: Scope[]) => void;
}) {
  const t = useTranslations("api");
  return (
    <fieldset className="flex max-h-72 flex-col gap-3 overflow-y-auto rounded-md border border-line p-3">
      <legend className="sr-only">{t("access.scopes")}</legend>
      {SCOPE_NAMES.map((scope) => (
        <Checkbox
          key={scope}
          label={<code className="font-mono text-sm">{scope}</code>}
          hint={t(`scope.${scope}`)}
          checked={chosen.includes(scope)}
          onChange={(event) =>
            onChange(
              SCOPE_NAMES.filter((one) => (one === scope ? event.target.checked : chosen.includes(one))),
            )
          }
        />
      ))}
    </fieldset>
  );
}
