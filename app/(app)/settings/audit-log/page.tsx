import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readFilters } from "@/components/audit/filters";
import { LogScreen } from "@/components/audit/log-screen";
import { NoRight } from "@/components/audit/no-right";
import { searchLog } from "@/lib/admin/audit/log";
import { getCheck } from "@/lib/admin/audit/verification";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";
import { hasRight } from "@/lib/identity/core/rights";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("audit"))("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AuditLogPage({ searchParams }: Props) {
  const { workspace, user, facts } = await requirePage("full");
  if (!hasRight(user, "view_audit_log")) return <NoRight title={(await getTranslations("audit"))("title")} />;
  const given = Object.entries(await searchParams).map(([name, value]) => [name, String(value)]);
  const filters = readFilters(new URLSearchParams(given));
  const [page, check] = await Promise.all([
    searchLog(database(), workspace.id, filters, null),
    getCheck(database(), workspace.id),
  ]);
  return (
    <LogScreen first={{ page, filters, at: facts.now.getTime() }} check={check} workspace={workspace.name} />
  );
}
