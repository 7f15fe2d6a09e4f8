import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { JobsScreen } from "@/components/jobs/jobs-screen";
import { listBulkRuns } from "@/lib/admin/bulk/runs";
import { listJobs } from "@/lib/admin/jobs/service";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";
import { hasRight } from "@/lib/identity/core/rights";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("jobs"))("title") };
}

export default async function JobsPage() {
  const subject = await requirePage("full");
  const canManage = hasRight(subject.user, "manage_user_rights");
  const first = canManage
    ? {
        runs: await listBulkRuns(database(), subject),
        jobs: await listJobs(database(), subject.workspace.id, subject.facts.now),
      }
    : { runs: [], jobs: [] };
  return <JobsScreen first={first} canManage={canManage} />;
}
