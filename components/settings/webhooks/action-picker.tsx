"use client";

import { useTranslations } from "next-intl";
import { AUDIT_ACTIONS, type AuditAction } from "@/lib/audit/core/events";
import { useWords } from "../../audit/use-words";
import { Checkbox } from "../../ui/checkbox";

/** The actions of the audit log, by their words. */
export function ActionPicker({
  chosen,
  onChange,
}: {
  chosen: readonly AuditAction[];
  onChange: (actions: AuditAction[]) => void;
}) {
  const t = useTranslations("webhooks");
  const { actionWords } = useWords();
  const named = AUDIT_ACTIONS.map((action) => [action, actionWords(action)] as const);
  return (
    <fieldset className="flex max-h-64 flex-col gap-3 overflow-y-auto rounded-md border border-line p-3">
      <legend className="sr-only">{t("actions")}</legend>
      {named
        .toSorted(([, a], [, b]) => a.localeCompare(b))
        .map(([action, words]) => (
          <Checkbox
            key={action}
            label={words}
            hint={<code className="font-mono">{action}</code>}
            checked={chosen.includes(action)}
            onChange={(event) =>
              onChange(
                AUDIT_ACTIONS.filter((one) => (one === action ? event.target.checked : chosen.includes(one))),
              )
            }
          />
        ))}
    </fieldset>
  );
}
