import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readFilters } from "@/components/users/filter/filters";
import { UsersScreen } from "@/components/users/list/users-screen";
import { searchUsers } from "@/lib/admin/directory/list";
import { toUserFilter } from "@/lib/admin/schema";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";
import { hasRight, RIGHTS } from "@/lib/identity/core/rights";
import { listPolicyNames } from "@/lib/policy/policies";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("users"))("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function UsersPage({ searchParams }: Props) {
  const { workspace, user, facts } = await requirePage("full");
  const given = Object.entries(await searchParams).map(([name, value]) => [name, String(value)]);
  const filters = readFilters(new URLSearchParams(given));
  const query = { ...toUserFilter(filters), after: null };
  const page = await searchUsers(database(), workspace.id, query);
  const policies = await listPolicyNames(database(), workspace.id);
  return (
    <UsersScreen
      first={{ page, filters, at: facts.now.getTime() }}
      policies={policies.map(({ id, name }) => ({ id, name }))}
      workspace={workspace.name}
      viewer={{
        id: user.id,
        canManage: hasRight(user, "manage_user_rights"),
        grantable: RIGHTS.filter((right) => hasRight(user, right)),
      }}
    />
  );
}
