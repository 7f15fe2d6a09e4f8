"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { SetupHeading } from "../frame/setup-heading";
import { Button } from "../ui/button";

/** Nothing is left to do here: the request goes on, by a navigation of the browser's own. */
export function GoingOn({ application, to }: { application: string; to: string }) {
  const t = useTranslations("authorize");
  useEffect(() => window.location.replace(to), [to]);
  return (
    <>
      <SetupHeading title={t("goingOn", { application })}>{t("goingOnText")}</SetupHeading>
      <Button wide onClick={() => window.location.replace(to)}>
        {t("continue")}
      </Button>
    </>
  );
}
