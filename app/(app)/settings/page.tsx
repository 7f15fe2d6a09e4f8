import { redirect } from "next/navigation";
import { requirePage } from "@/lib/http/page";

export default async function SettingsPage() {
  await requirePage("full");
  redirect("/settings/two-factor");
}
