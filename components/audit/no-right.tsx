import { useTranslations } from "next-intl";
import { Empty } from "../ui/empty";
import { PageHeader } from "../ui/section";

/** Whoever has no right to the record is told which one it takes. */
export function NoRight({ title }: { title: string }) {
  const t = useTranslations("audit");
  return (
    <>
      <PageHeader title={title} />
      <Empty title={t("noRightTitle")} description={t("noRight")} />
    </>
  );
}
