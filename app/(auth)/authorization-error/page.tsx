import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SetupHeading } from "@/components/frame/setup-heading";
import { ButtonLink } from "@/components/ui/button-link";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("authorize.error"))("title") };
}

const KNOWN = [
  "invalid_client",
  "invalid_redirect_uri",
  "invalid_request",
  "unauthorized_client",
  "access_denied",
] as const;

/** What went wrong with an application's request before its address was known to be right; nothing was sent there. */
export default async function AuthorizationErrorPage({
  searchParams,
}: {
  searchParams: Promise<{ error?: string }>;
}) {
  const { error } = await searchParams;
  const t = await getTranslations("authorize.error");
  const known = KNOWN.find((code) => code === error);
  return (
    <>
      <SetupHeading title={t("title")}>{t(`why.${known ?? "other"}`)}</SetupHeading>
      <p className="mb-6 text-muted">{t("safe")}</p>
      {known && (
        <p className="mb-6 text-sm text-muted">
          {t.rich("forDevelopers", { code: () => <code className="font-mono">{known}</code> })}
        </p>
      )}
      <ButtonLink wide variant="secondary" href="/dashboard">
        {t("home")}
      </ButtonLink>
    </>
  );
}
