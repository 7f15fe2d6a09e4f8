import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConfirmAddress } from "@/components/entry/confirm-address";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("sign-up"))("confirmTitle") };
}

/** Looks at nothing and uses nothing: mail scanners open links too. */
export default async function VerifyEmailPage({ params }: { params: Promise<{ token: string }> }) {
  return <ConfirmAddress token={(await params).token} />;
}
