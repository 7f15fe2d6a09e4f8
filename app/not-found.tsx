import { getTranslations } from "next-intl/server";
import { Plain } from "@/components/frame/plain";
import { ButtonLink } from "@/components/ui/button-link";

export default async function NotFound() {
  const t = await getTranslations("errors.page");
  return (
    <Plain title={t("notFoundTitle")} action={<ButtonLink href="/">{t("goHome")}</ButtonLink>}>
      <p>{t("notFoundText")}</p>
    </Plain>
  );
}
