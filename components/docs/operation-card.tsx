import { getTranslations } from "next-intl/server";
import type { ReferenceOperation } from "@/lib/api/rest/reference";
import { Fields } from "./fields";

/** One operation: what it does, who may, what is sent and what comes back. Folded until it is opened. */
export async function OperationCard({ operation }: { operation: ReferenceOperation }) {
  const t = await getTranslations("api.reference");
  const { id, method, path, summary, description, scopes, parameters, body, answer, statuses } = operation;
  return (
    <details id={id} className="border-b border-line last:border-b-0">
      <summary className="py-3">
        <span className="mr-3 font-mono text-sm font-semibold uppercase">{method}</span>
        <code className="font-mono text-sm break-words">{path}</code>
        <span className="mt-1 block text-sm text-muted">{summary}</span>
      </summary>
      <div className="pb-4">
        {description !== "" && <p className="max-w-[68ch] text-sm">{description}</p>}
        <p className="mt-2 text-sm text-muted">
          {scopes.length > 0 ? t("scopes") : t("noScope")}{" "}
          {scopes.map((scope, at) => (
            <span key={scope}>
              {at > 0 && ` ${t("or")} `}
              <code className="font-mono text-ink">{scope}</code>
            </span>
          ))}
        </p>
        <Fields title={t("parameters")} fields={parameters} requiredWord={t("required")} />
        <Fields title={t("body")} fields={body} requiredWord={t("required")} />
        <Fields title={t("answer")} fields={answer} requiredWord={t("always")} />
        <p className="mt-4 text-sm text-muted">{t("statuses", { statuses: statuses.join(" · ") })}</p>
      </div>
    </details>
  );
}
