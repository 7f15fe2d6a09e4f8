"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { resendInvitation, revokeInvitation } from "@/lib/admin/actions";
import type { SentInvitation } from "@/lib/admin/invitations";
import { useDates } from "@/lib/i18n/use-dates";
import { FailureNotice } from "../../settings/failure-notice";
import { useDeed } from "../../settings/use-deed";
import { useKept } from "../../settings/use-kept";
import { useRoleName } from "../../settings/use-role-name";
import { AlertDialog, AlertDialogContent } from "../../ui/alert-dialog";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { ButtonLink } from "../../ui/button-link";
import { Empty } from "../../ui/empty";
import { Notice } from "../../ui/notice";
import { PageHeader } from "../../ui/section";
import { fetchInvitations } from "../fetch-users";
import { ListProblem } from "../list-problem";

type Page = { invitations: SentInvitation[]; next: string | null };

/** Who was invited and has not joined: until when each link works; send it again or take it back. */
export function InvitationsScreen({ first, canManage }: { first: Page; canManage: boolean }) {
  const t = useTranslations("invitations");
  const query = useInfiniteQuery({
    queryKey: ["invitations"],
    queryFn: ({ pageParam, signal }) => fetchInvitations(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page) => page.next,
    initialData: { pages: [first], pageParams: [null] },
    enabled: canManage,
  });
  const invitations = query.data.pages.flatMap((page) => page.invitations);
  return (
    <>
      <PageHeader title={t("title")} description={t("text")} />
      {!canManage && <Notice className="mb-4">{t("noRight")}</Notice>}
      {query.error && <ListProblem error={query.error} hasData onRetry={query.refetch} />}
      {canManage && invitations.length === 0 && (
        <Empty
          title={t("noneTitle")}
          description={t("noneText")}
          action={
            <ButtonLink variant="secondary" href="/settings/users">
              {t("toUsers")}
            </ButtonLink>
          }
        />
      )}
      <ul aria-label={t("title")} className="divide-y divide-line">
        {invitations.map((invitation) => (
          <InvitationRow key={invitation.userId} invitation={invitation} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button
          variant="secondary"
          className="mt-4"
          pending={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("more")}
        </Button>
      )}
    </>
  );
}

function InvitationRow({ invitation }: { invitation: SentInvitation }) {
  const t = useTranslations("invitations");
  const roleName = useRoleName();
  const dates = useDates();
  const client = useQueryClient();
  const { userId, name, email, role, policy, requireMfa, by, expiresAt, isExpired } = invitation;
  const [isAsking, setIsAsking] = useKept<boolean>(`revoke ${userId}`, false);
  const finish = (words: string) => {
    toast.success(words);
    setIsAsking(false);
    void client.invalidateQueries({ queryKey: ["invitations"] });
    void client.invalidateQueries({ queryKey: ["users"] });
  };
  const resending = useDeed(`resend ${userId}`, resendInvitation, () => finish(t("resent", { email })));
  const revoking = useDeed(`revoke ${userId}`, revokeInvitation, () => finish(t("revoked", { email })));
  const button = { variant: "secondary", size: "sm" } as const;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{name}</span>
          <span className="text-sm text-muted">{email}</span>
          {isExpired && <Badge tone="danger">{t("expired")}</Badge>}
        </p>
        <p className="text-sm text-muted">
          {t("given", { role: roleName(role), policy, mfa: requireMfa ? "yes" : "no" })}{" "}
          {t("sent", { by: by ?? "–", until: expiresAt ? dates.moment(expiresAt) : "–" })}
        </p>
      </div>
      <span className="flex flex-wrap gap-2">
        <Button {...button} pending={resending.isPending} onClick={() => resending.start({ userId })}>
          {t("resend")}
        </Button>
        <Button {...button} onClick={() => setIsAsking(true)}>
          {t("revoke")}
        </Button>
      </span>
      <FailureNotice failure={resending.failure} />
      <AlertDialog open={isAsking} onOpenChange={setIsAsking}>
        <AlertDialogContent
          title={t("revokeTitle", { name })}
          description={t("revokeText", { email })}
          action={
            <Button variant="danger" pending={revoking.isPending} onClick={() => revoking.start({ userId })}>
              {t("revoke")}
            </Button>
          }
        >
          {revoking.failure ? <FailureNotice failure={revoking.failure} /> : undefined}
        </AlertDialogContent>
      </AlertDialog>
    </li>
  );
}
