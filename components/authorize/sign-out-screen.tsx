"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { SetupHeading } from "../frame/setup-heading";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { postAndFollow } from "./post-and-follow";

/** An application asks for signing out of everything. */
export function SignOutScreen({
  xsrf,
  application,
  email,
}: {
  xsrf: string;
  application: string | null;
  email: string;
}) {
  const t = useTranslations("authorize.signOut");
  const [pending, setPending] = useState<"yes" | "no" | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  const answer = async (what: "yes" | "no") => {
    setPending(what);
    const next = await postAndFollow("/oidc/logout/confirm", {
      xsrf,
      ...(what === "yes" ? { logout: "yes" } : {}),
    });
    if (next) return window.location.assign(next);
    setHasFailed(true);
    setPending(null);
  };
  return (
    <>
      <SetupHeading title={t("title")}>
        {application ? t("textFrom", { application, email }) : t("text", { email })}
      </SetupHeading>
      <div className="flex flex-col gap-2">
        {hasFailed && <Notice tone="danger">{t("failed")}</Notice>}
        <Button wide pending={pending === "yes"} onClick={() => answer("yes")}>
          {t("yes")}
        </Button>
        <Button wide variant="secondary" pending={pending === "no"} onClick={() => answer("no")}>
          {t("no")}
        </Button>
      </div>
    </>
  );
}
