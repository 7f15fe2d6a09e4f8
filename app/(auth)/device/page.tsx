import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DeviceScreen } from "@/components/authorize/device-screen";
import { requirePage } from "@/lib/http/page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("authorize.device"))("title") };
}

export default async function DevicePage({
  searchParams,
}: {
  searchParams: Promise<{ user_code?: string; done?: string; problem?: string }>;
}) {
  const { user: person } = await requirePage("full");
  const { user_code: code, done, problem } = await searchParams;
  return (
    <DeviceScreen
      email={person.email}
      code={typeof code === "string" ? code : ""}
      isDone={done === "1"}
      problem={typeof problem === "string" ? problem : null}
    />
  );
}
