import { getTranslations } from "next-intl/server";
import { SetupHeading } from "../frame/setup-heading";
import { ButtonLink } from "../ui/button-link";

/** An application's request that is no more: answered already, or left for too long. */
export async function RequestOver() {
  const t = await getTranslations("authorize.over");
  return (
    <>
      <SetupHeading title={t("title")}>{t("text")}</SetupHeading>
      <ButtonLink wide variant="secondary" href="/dashboard">
        {t("home")}
      </ButtonLink>
    </>
  );
}
