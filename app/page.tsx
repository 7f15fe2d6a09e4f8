import { redirect } from "next/navigation";
import { HOME } from "@/lib/core/return-to";
import { currentViewer } from "@/lib/http/viewer";
import { sendOn } from "./(auth)/onward";

export default async function StartPage() {
  sendOn(await currentViewer(), HOME);
  redirect("/sign-in");
}
