import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DocFrame } from "@/components/docs/pages/doc-frame";
import { PageHeader, Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { docIndex } from "@/lib/docs/read";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("docs"))("title") };
}

/** For anybody: what there is to read, by whom it is for. */
export default async function DocsPage() {
  const t = await getTranslations("docs");
  const index = docIndex();
  return (
    <DocFrame index={index} current={null}>
      <PageHeader title={t("title")} description={t("description")} />
      {index.map(({ name, pages }) => (
        <Section key={name} title={t(`section.${name}`)}>
          <ul lang="en" className="flex flex-col sm:gap-2">
            {pages.map(({ path, title }) => (
              <li key={path}>
                <TextLink isAlone href={`/docs/${path}`}>
                  {title}
                </TextLink>
              </li>
            ))}
          </ul>
        </Section>
      ))}
    </DocFrame>
  );
}
