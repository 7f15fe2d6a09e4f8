"use client";

import { useTranslations } from "next-intl";
import type { UserListItem } from "@/lib/admin/directory/list";
import { Checkbox } from "../../ui/checkbox";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../../ui/table";
import { type UserFilters, writeFilters } from "../filter/filters";
import { ariaSort, SortHeading, type Sorting } from "./sort-heading";
import { useRows } from "./use-rows";
import { PAIR, UserRow } from "./user-row";

/** Who is chosen, and how that changes; null where this viewer can choose nobody. */
export type Choosing = {
  isChosen: (id: string) => boolean;
  isEveryone: boolean;
  toggle: (id: string, isChosen: boolean) => void;
  toggleShown: (isChosen: boolean) => void;
} | null;

/** People with their shields. However many were loaded, only those in view are drawn; the rest is the room they take. */
export function UserTable({
  users,
  filters,
  workspace,
  viewerId,
  isBusy,
  sorting,
  choosing,
  onNearEnd,
}: {
  users: readonly UserListItem[];
  filters: UserFilters;
  workspace: string;
  viewerId: string;
  isBusy: boolean;
  sorting: Sorting;
  choosing: Choosing;
  /** The last rows that were loaded came into view. */
  onNearEnd: () => void;
}) {
  const t = useTranslations("users");
  const { table, rows, above, below, measure } = useRows(users.length, onNearEnd);
  const query = writeFilters(filters);
  return (
    <Table
      ref={table}
      aria-label={t("tableLabel", { workspace })}
      aria-busy={isBusy || undefined}
      aria-rowcount={users.length + 1}
      className="table-fixed"
    >
      <UserTableHeader sorting={sorting} choosing={choosing} />
      <Room height={above} />
      <TableBody>
        {rows.map((index) => {
          const user = users[index];
          return (
            user && (
              <UserRow
                key={user.id}
                ref={measure}
                data-index={index}
                aria-rowindex={index + 2}
                user={user}
                query={query}
                isYou={user.id === viewerId}
                isSelected={choosing?.isChosen(user.id) ?? false}
                onSelect={choosing?.toggle}
              />
            )
          );
        })}
      </TableBody>
      <Room height={below} />
    </Table>
  );
}

/** One cell: more would be columns of their own where some are hidden. */
function Room({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tbody aria-hidden="true">
      <tr>
        <td style={{ height, padding: 0 }} />
      </tr>
    </tbody>
  );
}

/** Without `sorting`, the columns' names alone. */
export function UserTableHeader({ sorting, choosing = null }: { sorting?: Sorting; choosing?: Choosing }) {
  const t = useTranslations("users");
  const sorted = (key: "name" | "last_sign_in") => sorting && ariaSort(sorting, key);
  const heading = (key: "name" | "last_sign_in", words: string) =>
    sorting ? (
      <SortHeading of={key} sorting={sorting}>
        {words}
      </SortHeading>
    ) : (
      words
    );
  return (
    <TableHeader>
      <TableRow aria-rowindex={1}>
        {choosing && (
          <TableHead className="w-11">
            <Checkbox
              label={t("bulk.selectShown")}
              hideLabel
              checked={choosing.isEveryone}
              onChange={(event) => choosing.toggleShown(event.target.checked)}
            />
          </TableHead>
        )}
        <TableHead aria-sort={sorted("name")}>
          <span className={PAIR}>
            <span>{heading("name", t("columnName"))}</span>
            <span className="self-center max-xl:hidden">{t("columnEmail")}</span>
          </span>
        </TableHead>
        <TableHead className="w-32 max-md:hidden">{t("columnRole")}</TableHead>
        <TableHead className="w-28 max-lg:hidden">{t("columnPolicy")}</TableHead>
        <TableHead className="w-30">{t("columnTwoFactor")}</TableHead>
        <TableHead isNumber aria-sort={sorted("last_sign_in")} className="w-36 max-sm:hidden">
          {heading("last_sign_in", t("columnLastSignIn"))}
        </TableHead>
      </TableRow>
    </TableHeader>
  );
}
