"use client";

import { useTranslations } from "next-intl";
import type { Profile } from "@/lib/account/profile";
import { PageHeader } from "../../ui/section";
import { AddressSection } from "./address-section";
import { NameSection } from "./name-section";
import { PasswordSection } from "./password-section";

/** User settings › Profile: name, address and password, each saved by itself behind a fresh proof. */
export function ProfileScreen({ profile }: { profile: Profile }) {
  const t = useTranslations("profile");
  return (
    <div className="max-w-[560px]">
      <PageHeader title={t("title")} description={t("text")} />
      <NameSection name={profile.name} />
      <AddressSection email={profile.email} />
      <PasswordSection email={profile.email} minLength={profile.minPasswordLength} />
    </div>
  );
}
