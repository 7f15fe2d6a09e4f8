"use client";

import { useTranslations } from "next-intl";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { PageHeader } from "../../ui/section";
import { isFiltered } from "../filters";
import { ListProblem } from "../list-problem";
import { FilterBar, type PolicyName } from "./filter-bar";
import { InviteUser } from "./invite-user";
import { useFilters } from "./use-filters";
import { type FirstPage, useUsers } from "./use-users";
import { UserTable } from "./user-table";
import { UserTableSkeleton } from "./user-table-skeleton";

export type Viewer = { id: string; canManage: boolean };

/** Account › Users: search, filters, the live list; the side panel slides over it. */
export function UsersScreen({
  first,
  policies,
  workspace,
  viewer,
}: {
  first: FirstPage;
  policies: readonly PolicyName[];
  workspace: string;
  viewer: Viewer;
}) {
  const t = useTranslations("users");
  const { filters, setFilters } = useFilters();
  const list = useUsers(filters, first);
  const isLoading = list.isPending || (list.users.length === 0 && list.hasNextPage && !list.isError);
  const isAlone = !isFiltered(filters) && list.users.length <= 1 && !isLoading && !list.isError;
  return (
    <>
      <PageHeader title={t("title")} actions={<InviteUser canManage={viewer.canManage} />} />
      <FilterBar filters={filters} policies={policies} setFilters={setFilters} />
      {list.error && (
        <ListProblem error={list.error} hasData={list.users.length > 0} onRetry={list.refetch} />
      )}
      {isLoading && <UserTableSkeleton />}
      {list.users.length > 0 && (
        <UserTable
          users={list.users}
          filters={filters}
          workspace={workspace}
          viewerId={viewer.id}
          isBusy={list.isPlaceholderData}
        />
      )}
      {!isLoading && !list.error && list.users.length === 0 && isFiltered(filters) && (
        <Empty
          title={t("noneTitle")}
          description={t("noneText")}
          action={
            <Button
              variant="secondary"
              onClick={() => setFilters({ text: "", status: null, policy: null, role: null })}
            >
              {t("clear")}
            </Button>
          }
        />
      )}
      {isAlone && <Empty className="mt-4" title={t("aloneTitle")} description={t("aloneText")} />}
      <footer className="mt-4 flex items-center justify-between gap-4">
        <p role="status" className="text-sm text-muted tabular-nums">
          {isLoading && t("loadingList")}
          {!isLoading && !(list.error && list.users.length === 0) && t("shown", { count: list.users.length })}
        </p>
        {list.hasNextPage && list.users.length > 0 && (
          <Button
            variant="secondary"
            pending={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t("more")}
          </Button>
        )}
      </footer>
    </>
  );
}
