"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useDeferredValue, useState } from "react";
import type { UserDetail } from "@/lib/admin/users";
import { explainForApplication, listWhatIfs } from "@/lib/oidc/what-if/actions";
import { useGuarded } from "../../factors/step-up";
import { FailureNotice } from "../../settings/failure-notice";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Select } from "../../ui/select";
import { Skeleton } from "../../ui/skeleton";
import { Explanation } from "./why-explanation";

/** What if a certain application asked, for certain scopes. */
export function ApplicationWhy({ user, workspace }: { user: UserDetail; workspace: string }) {
  const t = useTranslations("users.panel.why");
  const guarded = useGuarded();
  const [clientId, setClientId] = useState("");
  const [scope, setScope] = useState("");
  const known = useQuery({ queryKey: ["what-ifs"], queryFn: () => guarded(() => listWhatIfs({})) });
  const asked = useDeferredValue(scope);
  const whatIf = {
    clientId: clientId || null,
    scopes: asked.split(/\s+/).filter((one) => one !== ""),
    maxAgeSeconds: null,
  };
  const found = useQuery({
    queryKey: ["why", user.id, whatIf],
    queryFn: () => guarded(() => explainForApplication({ userId: user.id, whatIf })),
    gcTime: 0,
  });
  const offered = known.data?.ok ? known.data.data : { applications: [], scopes: [] };
  return (
    <>
      <Field label={t("whichApplication")}>
        <Select value={clientId} onChange={({ target }) => setClientId(target.value)}>
          <option value="">{t("anyApplication")}</option>
          {offered.applications.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("scopes")} hint={t("scopesHint", { scopes: offered.scopes.join(", ") || t("none") })}>
        <Input
          value={scope}
          maxLength={500}
          autoCapitalize="none"
          onChange={({ target }) => setScope(target.value)}
        />
      </Field>
      {!found.data ? (
        <Skeleton className="h-64" />
      ) : found.data.ok ? (
        <Explanation why={found.data.data} user={user} workspace={workspace} />
      ) : (
        <FailureNotice failure={found.data} />
      )}
    </>
  );
}
