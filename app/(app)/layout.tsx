import type { ReactNode } from "react";
import { Shell } from "@/components/nav/shell";
import { requirePage } from "@/lib/http/page";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const { workspace, user } = await requirePage("full");
  return (
    <Shell workspace={workspace.name} user={{ name: user.name, email: user.email }}>
      {children}
    </Shell>
  );
}
