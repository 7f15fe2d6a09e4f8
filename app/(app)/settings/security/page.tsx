import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { Distribution, DistributionSkeleton } from "@/components/enforcement/distribution";
import { EnforcementSection } from "@/components/enforcement/enforcement";
import { Security } from "@/components/settings/security/security";
import { getDistribution } from "@/lib/admin/enforcement/distribution";
import { getEnforcement } from "@/lib/admin/enforcement/enforce";
import { getRings } from "@/lib/admin/rings/read";
import { getSecurityPage } from "@/lib/admin/security";
import { database } from "@/lib/db/client";
import { requirePage } from "@/lib/http/page";
import { listPolicyNames } from "@/lib/policy/policies";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("security"))("title") };
}

export default async function SecurityPage() {
  const subject = await requirePage("full");
  const page = await getSecurityPage(database(), subject);
  const { id } = subject.workspace;
  const [enforcement, rings, policies] = await Promise.all([
    getEnforcement(database(), id),
    getRings(database(), id),
    listPolicyNames(database(), id),
  ]);
  return (
    <Security page={page}>
      <EnforcementSection
        enforcement={enforcement}
        rings={rings}
        policies={policies}
        canManage={page.canManage}
      />
      <Suspense fallback={<DistributionSkeleton />}>
        <WorkspaceDistribution workspaceId={subject.workspace.id} />
      </Suspense>
    </Security>
  );
}

/** Counted while the rest of the page is there already: with very many people it takes a moment. */
async function WorkspaceDistribution({ workspaceId }: { workspaceId: string }) {
  return <Distribution counts={await getDistribution(database(), workspaceId)} />;
}
