import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import type { DocIndex } from "@/lib/docs/read";
import { TextLink } from "../../ui/text-link";

/** A page of the documentation beside the list of all of them; `current`: its path. */
export async function DocFrame({
  index,
  current,
  children,
}: {
  index: DocIndex;
  current: string | null;
  children: ReactNode;
}) {
  const t = await getTranslations("docs");
  return (
    <div className="mx-auto grid w-full max-w-[1120px] gap-8 px-4 py-10 sm:px-6 md:grid-cols-[14rem_minmax(0,1fr)]">
      <details className="rounded-md border border-line px-4 md:hidden">
        <summary className="min-h-11 content-center text-sm font-medium">{t("pages")}</summary>
        <DocNav index={index} current={current} />
      </details>
      <div className="max-md:hidden">
        <DocNav index={index} current={current} />
      </div>
      <main className="min-w-0">{children}</main>
    </div>
  );
}

async function DocNav({ index, current }: { index: DocIndex; current: string | null }) {
  const t = await getTranslations("docs");
  return (
    <nav aria-label={t("title")} className="text-sm">
      <TextLink isAlone href="/docs" className="font-semibold">
        {t("title")}
      </TextLink>
      {index.map(({ name, pages }) => (
        <section key={name} className="mt-4">
          <p className="text-xs font-medium text-muted">{t(`section.${name}`)}</p>
          <ul lang="en" className="mt-1 flex flex-col">
            {pages.map(({ path, title }) => (
              <li key={path} className="sm:py-1">
                <TextLink
                  isAlone
                  href={`/docs/${path}`}
                  aria-current={path === current ? "page" : undefined}
                  className="aria-[current]:font-semibold aria-[current]:text-ink aria-[current]:no-underline"
                >
                  {title}
                </TextLink>
              </li>
            ))}
          </ul>
          {name === "programs" && (
            <p className="py-1">
              <TextLink href="/docs/api">{t("reference")}</TextLink>
            </p>
          )}
        </section>
      ))}
    </nav>
  );
}
