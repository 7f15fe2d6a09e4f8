import { UserPanel } from "@/components/users/panel/user-panel";
import { requirePage } from "@/lib/http/page";
import { loadUser } from "../../load-user";

export default async function UserPanelPage({ params }: { params: Promise<{ id: string }> }) {
  await requirePage("full");
  const { id } = await params;
  return <UserPanel key={id} {...(await loadUser(id))} />;
}
