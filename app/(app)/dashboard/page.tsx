import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Home } from "@/components/settings/home";
import { database } from "@/lib/db/client";
import { getTwoFactorOverview } from "@/lib/flows/overview";
import { requirePage } from "@/lib/http/page";
import { countUsers } from "@/lib/identity/users/service";

const MOST_COUNTED = 10_000;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("dashboard"))("title") };
}

export default async function DashboardPage() {
  const subject = await requirePage("full");
  const { user, workspace } = subject;
  const isAdministrator = user.role !== "member";
  return (
    <Home
      person={{ name: user.name, email: user.email, role: user.role, policy: user.policy.name }}
      workspace={workspace.name}
      overview={await getTwoFactorOverview(database(), subject)}
      users={isAdministrator ? await countUsers(database(), workspace.id, MOST_COUNTED + 1) : null}
      mostCounted={MOST_COUNTED}
    />
  );
}
