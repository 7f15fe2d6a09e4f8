import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ForgotPasswordScreen } from "@/components/entry/forgot-password-screen";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("recovery"))("forgotTitle") };
}

export default function ForgotPasswordPage() {
  return <ForgotPasswordScreen />;
}
