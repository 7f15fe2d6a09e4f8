"use client";

import { useTranslations } from "next-intl";
import type { UserListItem } from "@/lib/admin/directory/list";
import type { Right } from "@/lib/identity/core/rights";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { PageHeader } from "../../ui/section";
import { Spinner } from "../../ui/spinner";
import { BulkBar } from "../bulk/bulk-bar";
import { useSelection } from "../bulk/use-selection";
import { FilterBar, type PolicyName } from "../filter/filter-bar";
import { isFiltered, NO_FILTERS } from "../filter/filters";
import { useFilters } from "../filter/use-filters";
import { InviteUser } from "../invite/invite-user";
import { ListProblem } from "../list-problem";
import { ExportUsers } from "./export-users";
import { ShownLine } from "./shown-line";
import { type FirstPage, useUsers } from "./use-users";
import { type Choosing, UserTable } from "./user-table";
import { UserTableSkeleton } from "./user-table-skeleton";

export type Viewer = { id: string; canManage: boolean; grantable: readonly Right[] };

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
  const choice = useSelection(filters);
  const hasUsers = list.users.length > 0;
  const isEmpty = !list.isPending && !list.error && !hasUsers && !list.hasNextPage;
  const isAlone = !isFiltered(filters) && list.users.length <= 1 && !list.isPending && !list.isError;
  return (
    <>
      <PageHeader
        title={t("title")}
        actions={
          <>
            <ExportUsers filters={filters} canManage={viewer.canManage} />
            <InviteUser canManage={viewer.canManage} policies={policies} grantable={viewer.grantable} />
          </>
        }
      />
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
          choosing={viewer.canManage ? choosingOf(choice, list.users) : null}
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
      <BulkBar
        selection={choice.selection}
        filters={filters}
        shown={list.users.length}
        hasMore={list.hasNextPage}
        policies={policies}
        onChooseAll={choice.chooseAll}
        onClear={choice.clear}
      />
      {isAlone && <Empty className="mt-4" title={t("aloneTitle")} description={t("aloneText")} />}
    </>
  );
}

function choosingOf(
  { selection, toggle, chooseShown, clear }: ReturnType<typeof useSelection>,
  users: readonly UserListItem[],
): Choosing {
  const { ids, isAll } = selection;
  return {
    isChosen: (id) => isAll || ids.has(id),
    isEveryone: isAll || (users.length > 0 && users.every(({ id }) => ids.has(id))),
    toggle,
    toggleShown: (isChosen) => (isChosen ? chooseShown(users.map(({ id }) => id)) : clear()),
  };
}
