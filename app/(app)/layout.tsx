import type { ReactNode } from "react";
import { SetupDue } from "@/components/nav/setup-due";
import { Shell } from "@/components/nav/shell";
import { requirePage } from "@/lib/http/page";
import { shieldStatus } from "@/lib/policy/core/status";
import { requirementOf } from "@/lib/policy/service";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const subject = await requirePage("full");
  const { workspace, user, facts } = subject;
  const { status, until } = shieldStatus(requirementOf(subject), facts.user, facts.now);
  const due = status === "pending" && until ? <SetupDue until={until} now={facts.now} /> : null;
  return (
    <Shell workspace={workspace.name} user={{ name: user.name, email: user.email }} banner={due}>
      {children}
    </Shell>
  );
}
