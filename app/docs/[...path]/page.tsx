import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { Blocks } from "@/components/docs/pages/blocks";
import { DocFrame } from "@/components/docs/pages/doc-frame";
import { docIndex, findDoc } from "@/lib/docs/read";

type Props = { params: Promise<{ path: string[] }> };

const find = async ({ params }: Props) => findDoc((await params).path.join("/"));

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: (await find(props))?.title ?? (await getTranslations("docs"))("title") };
}

/** For anybody, as the files that it shows. */
export default async function DocPage(props: Props) {
  const doc = await find(props);
  if (!doc) notFound();
  const t = await getTranslations("docs");
  return (
    <DocFrame index={docIndex()} current={doc.path}>
      {(await getLocale()) !== "en" && <p className="mb-4 text-sm text-muted">{t("inEnglish")}</p>}
      <article lang="en">
        <Blocks tokens={doc.tokens} file={doc.file} />
      </article>
    </DocFrame>
  );
}
