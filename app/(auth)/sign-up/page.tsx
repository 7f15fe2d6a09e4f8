import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SignUpScreen } from "@/components/entry/sign-up-screen";
import { MIN_PASSWORD_LENGTH } from "@/lib/identity/core/password-rules";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("sign-up"))("title") };
}

export default function SignUpPage() {
  return <SignUpScreen minLength={MIN_PASSWORD_LENGTH} />;
}
