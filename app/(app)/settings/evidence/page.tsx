import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoRight } from "@/components/audit/no-right";
import { EvidenceScreen } from "@/components/evidence/evidence-screen";
import { getSpan, viewDay } from "@/lib/admin/evidence/evidence";
import { evidenceQuerySchema } from "@/lib/admin/evidence/schema";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";
import { hasRight } from "@/lib/identity/core/rights";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("evidence"))("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function EvidencePage({ searchParams }: Props) {
  const { workspace, user } = await requirePage("full");
  const t = await getTranslations("evidence");
  if (!hasRight(user, "view_audit_log")) return <NoRight title={t("title")} />;
  const span = await getSpan(database(), workspace.id);
  const asked = evidenceQuerySchema.safeParse(await searchParams);
  const date = asked.success ? asked.data.date : (span?.last ?? null);
  const day = date === null ? null : await viewDay(database(), workspace.id, date);
  return <EvidenceScreen span={span} date={date} day={day} />;
}
