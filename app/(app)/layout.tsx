import type { ReactNode } from "react";
import { SetupDue } from "@/components/nav/setup-due";
import { Shell } from "@/components/nav/shell";
import { requirePage } from "@/lib/http/page";
import { currentClient } from "@/lib/http/request";
import { shieldStatus } from "@/lib/policy/core/status";
import { requirementOf } from "@/lib/policy/service";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const subject = await requirePage("full");
  const { workspace, user, facts } = subject;
  const approves = ((await currentClient()).devices ?? []).length > 0;
  const { status, until } = shieldStatus(requirementOf(subject), facts.user, facts.now);
  const due = status === "pending" && until ? <SetupDue until={until} now={facts.now} /> : null;
  const named = { name: user.name, email: user.email };
  return (
    <Shell workspace={workspace.name} user={named} approves={approves} banner={due}>
      {children}
    </Shell>
  );
}
