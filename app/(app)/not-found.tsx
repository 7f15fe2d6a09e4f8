import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button-link";
import { PageHeader } from "@/components/ui/section";

/** Inside the frame, which brings the page's one `main`. */
export default async function NotFoundInside() {
  const t = await getTranslations("errors.page");
  return (
    <>
      <PageHeader title={t("notFoundTitle")} description={t("notFoundText")} />
      <ButtonLink href="/dashboard">{t("goHome")}</ButtonLink>
    </>
  );
}
