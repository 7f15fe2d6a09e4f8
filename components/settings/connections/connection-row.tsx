"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { useDates } from "@/lib/i18n/use-dates";
import { setOptIn } from "@/lib/oidc/actions";
import type { Connection } from "@/lib/oidc/consents/service";
import { useScopeWords } from "../../authorize/scope-words";
import { Button } from "../../ui/button";
import { Checkbox } from "../../ui/checkbox";
import { TextLink } from "../../ui/text-link";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";

/** One application: since when, what it may have, and the user's own wish for a second factor there. */
export function ConnectionRow({
  connection,
  onEnd,
  onOpted,
}: {
  connection: Connection;
  onEnd: () => void;
  onOpted: (said: string) => void;
}) {
  const t = useTranslations("connections");
  const dates = useDates();
  const words = useScopeWords();
  const id = useId();
  const { clientId, name, homeUri, scopes, since, lastUsedAt, optedIn } = connection;
  const deed = useDeed(`opt in at ${clientId}`, setOptIn, (_, { isOn }) =>
    onOpted(t(isOn ? "optedIn" : "optedOut", { application: name })),
  );
  const may = scopes.filter((scope) => scope !== "openid").map(words);
  return (
    <li
      aria-labelledby={id}
      className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-line py-4 first:pt-0 last:border-b-0"
    >
      <div className="min-w-0 flex-1 basis-64">
        <p id={id} className="font-medium [overflow-wrap:anywhere]">
          {homeUri ? <TextLink href={homeUri}>{name}</TextLink> : name}
        </p>
        <p className="text-sm text-muted">
          {t("since", { date: dates.day(since) })}, {t("lastUsed", { date: dates.moment(lastUsedAt) })}
        </p>
        <p className="text-sm text-muted">
          {may.length > 0 ? t("may", { scopes: may.join(", ") }) : t("mayNothing")}
        </p>
        {optedIn !== null && (
          <Checkbox
            className="mt-3"
            asSwitch
            label={t("optIn")}
            hint={t("optInHint")}
            checked={optedIn}
            onChange={(event) => deed.start({ clientId, isOn: event.target.checked })}
          />
        )}
        <FailureNotice failure={deed.failure} className="mt-3" />
      </div>
      <Button variant="ghost" size="sm" aria-describedby={id} onClick={onEnd}>
        {t("end")}
      </Button>
    </li>
  );
}
