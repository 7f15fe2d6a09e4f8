import { useTranslations } from "next-intl";
import { Empty } from "../ui/empty";
import { PageHeader } from "../ui/section";

/** Whoever has no right to the log is told which one it takes. */
export function NoLog() {
  const t = useTranslations("audit");
  return (
    <>
      <PageHeader title={t("title")} />
      <Empty title={t("noRightTitle")} description={t("noRight")} />
    </>
  );
}
