import type { ReactNode } from "react";
import { Shell } from "@/components/nav/shell";
import { requirePage } from "@/lib/http/page";
import { currentClient } from "@/lib/http/request";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const { workspace, user } = await requirePage("full");
  const approves = ((await currentClient()).devices ?? []).length > 0;
  return (
    <Shell workspace={workspace.name} user={{ name: user.name, email: user.email }} approves={approves}>
      {children}
    </Shell>
  );
}
