import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ApiAccess } from "@/components/settings/api/api-access";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";
import { hasRight } from "@/lib/identity/core/rights";
import { listPrograms } from "@/lib/oidc/programs/service";
import { listPolicyNames } from "@/lib/policy/policies";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("api.access"))("title") };
}

/** Who may manage applications sees them; to anybody else it says whom to ask, and nothing of them. */
export default async function ApiAccessPage() {
  const { user, workspace } = await requirePage("full");
  const canManage = hasRight(user, "manage_applications");
  const [programs, policies] = canManage
    ? await Promise.all([listPrograms(database(), workspace.id), listPolicyNames(database(), workspace.id)])
    : [[], []];
  const named = policies.map(({ id, name }) => ({ id, name }));
  return <ApiAccess programs={programs} policies={named} canManage={canManage} />;
}
