import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EntryFrame } from "@/components/entry/entry-frame";
import { SetupHeading } from "@/components/frame/setup-heading";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { safeReturnTo } from "@/lib/core/return-to";

const METHODS = ["passkey", "totp", "sms", "push", "codes"] as const;
const STEPS = ["lost1", "lost2", "lost3", "lost4"] as const;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("help"))("title") };
}

/** For anybody, half signed in or not: it asks nothing and shows nothing of anyone. */
export default async function HelpPage({ searchParams }: { searchParams: Promise<{ returnTo?: string }> }) {
  const t = await getTranslations("help");
  const { returnTo } = await searchParams;
  return (
    <EntryFrame hasSession={false}>
      <SetupHeading title={t("title")}>{t("lead")}</SetupHeading>
      <Section title={t("lostTitle")}>
        <ol className="flex list-decimal flex-col gap-2 pl-5">
          {STEPS.map((key) => (
            <li key={key}>{t(key)}</li>
          ))}
        </ol>
      </Section>
      <Section title={t("methodsTitle")}>
        <dl className="flex flex-col gap-4">
          {METHODS.map((key) => (
            <div key={key}>
              <dt className="font-medium">{t(key)}</dt>
              <dd className="text-muted">{t(`${key}Text`)}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Notice className="mb-6">{t("never")}</Notice>
      <ButtonLink wide variant="secondary" prefetch={false} href={safeReturnTo(returnTo)}>
        {t("back")}
      </ButtonLink>
    </EntryFrame>
  );
}
