import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConfirmNewAddress } from "@/components/entry/confirm-new-address";
import { getNewAddress } from "@/lib/account/profile";
import { AppError } from "@/lib/core/errors";
import { database } from "@/lib/db/client";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("profile"))("confirmTitle"), referrer: "no-referrer" };
}

/** Looks and uses nothing: mail scanners open links too. */
export default async function ConfirmAddressPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return <ConfirmNewAddress token={token} address={await findAddress(token)} />;
}

async function findAddress(token: string) {
  try {
    return await getNewAddress(database(), token);
  } catch (error) {
    if (error instanceof AppError && error.code === "token_invalid") return null;
    throw error;
  }
}
