import type { Metadata } from "next";
import { UserPanel } from "@/components/users/panel/user-panel";
import { requirePage } from "@/lib/http/page";
import { loadUser } from "../../load-user";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await loadUser((await params).id)).detail.name };
}

export default async function UserPanelPage({ params }: Props) {
  await requirePage("full");
  const { id } = await params;
  return <UserPanel key={id} {...(await loadUser(id))} />;
}
