"use client";

import Link from "next/link";
import { useFormatter, useNow, useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import type { UserListItem } from "@/lib/admin/directory/list";
import { useRoleName } from "../../settings/use-role-name";
import { Shield } from "../../shield";
import { Badge } from "../../ui/badge";
import { Checkbox } from "../../ui/checkbox";
import { TableCell, TableRow } from "../../ui/table";

const MINUTE_MS = 60_000;
/** Name and address: two columns where there is room for them, two lines where there is not. */
export const PAIR = "block items-baseline gap-4 xl:grid xl:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]";

/** One user. The link carries the filters along, so that the list stays where it was. */
export function UserRow({
  user,
  query,
  isYou,
  onSelect,
  isSelected = false,
  ...rest
}: {
  user: UserListItem;
  query: string;
  isYou: boolean;
  /** Left out: this viewer can choose nobody. */
  onSelect?: ((id: string, isChosen: boolean) => void) | undefined;
} & Omit<ComponentProps<typeof TableRow>, "onSelect">) {
  const t = useTranslations("users");
  const roleName = useRoleName();
  return (
    <TableRow
      {...rest}
      isSelected={isSelected}
      className="relative h-14 has-[a:focus-visible]:bg-sunken xl:h-11"
    >
      {onSelect && (
        <TableCell className="overflow-visible">
          <Checkbox
            label={t("bulk.select", { name: user.name })}
            hideLabel
            className="relative z-1"
            checked={isSelected}
            onChange={(event) => onSelect(user.id, event.target.checked)}
          />
        </TableCell>
      )}
      <TableCell className="max-w-none sm:max-w-none">
        <div className={PAIR}>
          <span className="flex min-w-0 items-baseline gap-1">
            <Link
              href={`/settings/users/${user.id}${query}`}
              scroll={false}
              prefetch={false}
              className="truncate font-medium after:absolute after:inset-0"
            >
              {user.name}
            </Link>
            {isYou && <span className="shrink-0 text-xs text-muted">({t("you")})</span>}
          </span>
          <span className="block truncate text-xs text-muted xl:text-sm">{user.email}</span>
        </div>
      </TableCell>
      <TableCell className="max-md:hidden">{roleName(user.role)}</TableCell>
      <TableCell className="max-lg:hidden">{user.policy}</TableCell>
      <TableCell className="overflow-visible max-sm:pr-0">
        <span className="relative z-1 -ml-1 inline-flex items-center gap-1">
          <Shield {...user.shield} size={20} />
          {user.state === "invited" && <Badge>{t("invited")}</Badge>}
          {user.state === "blocked" && <Badge tone="danger">{t("blocked")}</Badge>}
        </span>
      </TableCell>
      <TableCell isNumber className="text-muted max-sm:hidden">
        <LastSignIn at={user.lastSignInAt} />
      </TableCell>
    </TableRow>
  );
}

function LastSignIn({ at }: { at: string | null }) {
  const t = useTranslations("users");
  const format = useFormatter();
  const now = useNow({ updateInterval: MINUTE_MS });
  if (!at) return t("never");
  const isNow = now.getTime() - Date.parse(at) < MINUTE_MS;
  return <time dateTime={at}>{isNow ? t("justNow") : format.relativeTime(new Date(at), now)}</time>;
}
