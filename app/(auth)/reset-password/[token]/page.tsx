import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DeadResetLink, ResetPasswordScreen } from "@/components/entry/reset-password-screen";
import { database } from "@/lib/db/client";
import { getPasswordReset } from "@/lib/entry/password-reset";
import { nullIfDead } from "../../onward";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("recovery"))("resetTitle") };
}

export default async function ResetPasswordPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const reset = await nullIfDead(getPasswordReset(database(), token));
  return reset ? <ResetPasswordScreen token={token} {...reset} /> : <DeadResetLink />;
}
