"use client";

import { useTranslations } from "next-intl";
import { useDates } from "@/lib/i18n/use-dates";
import { cancelResetByLink, confirmOwnRecovery } from "@/lib/recovery/actions";
import { LinkDeed } from "./link-deed";

/** Starts the sole owner's recovery. */
export function ConfirmOwnRecovery({
  token,
  workspace,
  hours,
}: {
  token: string;
  workspace: string;
  hours: number;
}) {
  const t = useTranslations("ways-back.confirm");
  const dates = useDates();
  return (
    <LinkDeed
      title={t("title")}
      text={t("text", { workspace, hours })}
      button={t("button", { hours })}
      action={() => confirmOwnRecovery({ token })}
      done={({ dueAt }) => ({ title: t("doneTitle"), text: t("doneText", { date: dates.moment(dueAt) }) })}
      onward={{ href: "/sign-in", label: t("toSignIn") }}
    />
  );
}

/** Stops a reset that waits. */
export function CancelReset({ token, workspace }: { token: string; workspace: string }) {
  const t = useTranslations("ways-back.cancel");
  return (
    <LinkDeed
      title={t("title")}
      text={t("text", { workspace })}
      button={t("button")}
      action={() => cancelResetByLink({ token })}
      done={() => ({ title: t("doneTitle"), text: t("doneText") })}
      onward={{ href: "/forgot-password", label: t("toPassword") }}
    />
  );
}
