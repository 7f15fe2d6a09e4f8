"use client";

import { useTranslations } from "next-intl";
import type { UserDetail } from "@/lib/admin/users";
import { FailureNotice } from "../../settings/failure-notice";
import { useSourceSentence } from "../../settings/use-source-sentence";
import { ShieldDrawing, useShieldSentence } from "../../shield";
import { Notice } from "../../ui/notice";
import { Section } from "../../ui/section";
import { ListProblem } from "../list-problem";
import { AdminSection } from "./admin-section";
import { EndSessions } from "./end-sessions";
import { ExemptionControl } from "./exemption";
import { InvitationNotice } from "./invitation-notice";
import { MoreTime } from "./more-time";
import { PolicySelect } from "./policy-select";
import { RequireMfaBox } from "./require-mfa-box";
import { RequireTerms } from "./require-terms";
import { Unlock } from "./unlock";
import type { SecurityForm } from "./use-security-form";
import { UserFacts } from "./user-facts";
import { UserWhy } from "./user-why";
import { WaysBack } from "./ways-back";

/** One user: how well protected and why, what can be asked of them, and their rights. */
export function UserSecurity({
  user,
  workspace,
  form,
  error,
  onRetry,
}: {
  user: UserDetail;
  workspace: string;
  form: SecurityForm;
  error: Error | null;
  onRetry: () => unknown;
}) {
  const t = useTranslations("users.panel");
  return (
    <>
      {error && <ListProblem error={error} hasData onRetry={onRetry} />}
      {user.refusals.requireMfa === "right_missing" && (
        <Notice className="mb-4">{t("refusal.right_missing")}</Notice>
      )}
      {user.state === "invited" && <InvitationNotice user={user} />}
      {user.state === "blocked" && (
        <Notice tone="danger" className="mb-4">
          {t("blockedText", { name: user.name })}
        </Notice>
      )}
      <div>
        <Section title={t("security")}>
          <div className="flex flex-col gap-4">
            <State user={user} workspace={workspace} />
            <UserWhy user={user} workspace={workspace} />
            <RequireMfaBox user={user} workspace={workspace} form={form} />
            {form.requireMfa && !user.requireMfa && user.refusals.requireMfa === null && (
              <RequireTerms user={user} form={form} />
            )}
            <ExemptionControl user={user} />
            <PolicySelect user={user} form={form} />
            <UserFacts user={user} />
            <MoreTime user={user} />
            <WaysBack user={user} />
            <Unlock user={user} />
            <EndSessions user={user} />
          </div>
        </Section>
        <AdminSection user={user} form={form} />
      </div>
      <FailureNotice failure={form.failure} className="mt-4" />
    </>
  );
}

function State({ user, workspace }: { user: UserDetail; workspace: string }) {
  const t = useTranslations("users.panel");
  const sentence = useShieldSentence();
  const sourceSentence = useSourceSentence({ workspace, policy: user.policy });
  return (
    <div className="flex flex-col gap-1">
      <p className="flex items-start gap-2 font-medium">
        <span className="mt-0.5 shrink-0">
          <ShieldDrawing status={user.shield.status} size={20} />
        </span>
        {sentence(user.shield)}
      </p>
      {user.sources.map((source) => (
        <p key={source.kind} className="text-sm text-muted">
          {sourceSentence(source)}
        </p>
      ))}
      {user.sources.length === 0 && <p className="text-sm text-muted">{t("nothingRequires")}</p>}
      {user.suspended.length > 0 && (
        <div className="mt-2 text-sm text-muted">
          <p className="font-medium">{t("suspendedTitle")}</p>
          {user.suspended.map((source) => (
            <p key={source.kind}>{sourceSentence(source)}</p>
          ))}
        </div>
      )}
    </div>
  );
}
