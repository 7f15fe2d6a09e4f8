"use client";

import { useTranslations } from "next-intl";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { PageHeader } from "../../ui/section";
import { Spinner } from "../../ui/spinner";
import { FilterBar, type PolicyName } from "../filter/filter-bar";
import { isFiltered, NO_FILTERS } from "../filter/filters";
import { useFilters } from "../filter/use-filters";
import { InviteUser } from "../invite/invite-user";
import { ListProblem } from "../list-problem";
import { ShownLine } from "./shown-line";
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
  const hasUsers = list.users.length > 0;
  const isEmpty = !list.isPending && !list.error && !hasUsers;
  const isAlone = !isFiltered(filters) && list.users.length <= 1 && !list.isPending && !list.isError;
  return (
    <>
      <PageHeader title={t("title")} actions={<InviteUser canManage={viewer.canManage} />} />
      <FilterBar filters={filters} policies={policies} setFilters={setFilters} />
      {list.error && <ListProblem error={list.error} hasData={hasUsers} onRetry={list.refetch} />}
      <ShownLine
        filters={filters}
        shown={list.users.length}
        hasMore={list.hasNextPage}
        isLoading={list.isPending}
        isUnknown={Boolean(list.error) && !hasUsers}
      />
      {list.isPending && <UserTableSkeleton />}
      {hasUsers && (
        <UserTable
          users={list.users}
          filters={filters}
          workspace={workspace}
          viewerId={viewer.id}
          isBusy={list.isPlaceholderData}
          sorting={{ sort: filters.sort, onSort: (sort) => setFilters({ sort }) }}
          onNearEnd={list.loadNext}
        />
      )}
      {list.isFetchingNextPage && (
        <p className="flex h-14 items-center justify-center">
          <Spinner />
        </p>
      )}
      {isEmpty && isFiltered(filters) && (
        <Empty
          title={t("noneTitle")}
          description={t("noneText")}
          action={
            <Button variant="secondary" onClick={() => setFilters(NO_FILTERS)}>
              {t("clear")}
            </Button>
          }
        />
      )}
      {isAlone && <Empty className="mt-4" title={t("aloneTitle")} description={t("aloneText")} />}
    </>
  );
}
