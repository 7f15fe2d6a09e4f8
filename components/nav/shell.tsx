"use client";

import {
  AppWindow,
  Blocks,
  CircleUser,
  FileCheck,
  Hourglass,
  House,
  LifeBuoy,
  ListChecks,
  LockKeyhole,
  MonitorSmartphone,
  ScrollText,
  ShieldCheck,
  SquareTerminal,
  Users,
  Webhook,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { setLocale } from "@/lib/entry/actions";
import { WaitingBanner } from "../approvals/waiting-banner";
import { StepUpProvider } from "../factors/step-up";
import { AppFrame } from "../frame/app-frame";
import { SignOutButton } from "../frame/sign-out-button";
import type { FrameUser } from "../frame/user-block";

/** The frame of every signed-in screen, with the places there are, and the step-up they share. */
export function Shell({
  workspace,
  user,
  banner,
  approves,
  children,
}: {
  workspace: string;
  user: FrameUser;
  banner?: ReactNode;
  /** This browser is a device that approves sign-ins. */
  approves: boolean;
  children: ReactNode;
}) {
  const t = useTranslations("common.nav");
  const items = [
    { href: "/dashboard", label: t("home"), icon: <House aria-hidden="true" />, section: "" },
    {
      href: "/settings/profile",
      label: t("profile"),
      icon: <CircleUser aria-hidden="true" />,
      section: t("userSettings"),
    },
    {
      href: "/settings/two-factor",
      label: t("twoFactor"),
      icon: <ShieldCheck aria-hidden="true" />,
      section: t("userSettings"),
    },
    {
      href: "/settings/sessions",
      label: t("sessions"),
      icon: <MonitorSmartphone aria-hidden="true" />,
      section: t("userSettings"),
    },
    {
      href: "/settings/applications-connected",
      label: t("connections"),
      icon: <AppWindow aria-hidden="true" />,
      section: t("userSettings"),
    },
    {
      href: "/settings/users",
      label: t("users"),
      icon: <Users aria-hidden="true" />,
      section: t("account"),
    },
    {
      href: "/settings/jobs",
      label: t("jobs"),
      icon: <Hourglass aria-hidden="true" />,
      section: t("account"),
    },
    {
      href: "/settings/requests",
      label: t("requests"),
      icon: <LifeBuoy aria-hidden="true" />,
      section: t("account"),
    },
    {
      href: "/settings/security",
      label: t("security"),
      icon: <LockKeyhole aria-hidden="true" />,
      section: t("account"),
    },
    {
      href: "/settings/policies",
      label: t("policies"),
      icon: <ListChecks aria-hidden="true" />,
      section: t("account"),
    },
    {
      href: "/settings/applications",
      label: t("applications"),
      icon: <Blocks aria-hidden="true" />,
      section: t("account"),
    },
    {
      href: "/settings/api",
      label: t("api"),
      icon: <SquareTerminal aria-hidden="true" />,
      section: t("account"),
    },
    {
      href: "/settings/webhooks",
      label: t("webhooks"),
      icon: <Webhook aria-hidden="true" />,
      section: t("account"),
    },
    {
      href: "/settings/audit-log",
      label: t("auditLog"),
      icon: <ScrollText aria-hidden="true" />,
      section: t("account"),
    },
    {
      href: "/settings/evidence",
      label: t("evidence"),
      icon: <FileCheck aria-hidden="true" />,
      section: t("account"),
    },
  ];
  return (
    <StepUpProvider owner={user.email}>
      <AppFrame
        name={workspace}
        items={items}
        user={user}
        setLocale={(locale) => setLocale({ locale })}
        signOut={<SignOutButton />}
        banner={
          <>
            {banner}
            {approves && <WaitingBanner />}
          </>
        }
      >
        {children}
      </AppFrame>
    </StepUpProvider>
  );
}
