import { useTranslations } from "next-intl";
import type { HelpOffer } from "@/lib/recovery/help";
import { SetupHeading } from "../frame/setup-heading";
import { ButtonLink } from "../ui/button-link";
import { Section } from "../ui/section";
import { TextLink } from "../ui/text-link";
import { AskForHelp } from "./ask-for-help";
import { OwnRecovery } from "./own-recovery";

/** The ways back for somebody at the second step, the quickest first. */
export function WaysBackScreen({
  offer,
  hasOthers,
  codesLeft,
  hrefs,
}: {
  offer: HelpOffer;
  /** There is a factor of one's own to choose. */
  hasOthers: boolean;
  codesLeft: number;
  hrefs: { verify: string; codes: string; pass: string; help: string };
}) {
  const t = useTranslations("ways-back");
  return (
    <>
      <SetupHeading title={t("title")}>{t("lead")}</SetupHeading>
      <div>
        {hasOthers && (
          <Section title={t("otherTitle")} description={t("otherText")}>
            <ButtonLink wide variant="secondary" href={hrefs.verify}>
              {t("other")}
            </ButtonLink>
          </Section>
        )}
        {codesLeft > 0 && (
          <Section title={t("codesTitle")} description={t("codesText", { count: codesLeft })}>
            <ButtonLink wide variant="secondary" href={hrefs.codes}>
              {t("codes")}
            </ButtonLink>
          </Section>
        )}
        {offer.helpers.length > 0 && (
          <Section title={t("help.title")}>
            <AskForHelp offer={offer} />
          </Section>
        )}
        {offer.isSoleOwner && (
          <Section title={t("own.title")}>
            <OwnRecovery />
          </Section>
        )}
        <Section title={t("passTitle")} description={t("passText")}>
          <ButtonLink wide variant="secondary" href={hrefs.pass}>
            {t("pass")}
          </ButtonLink>
        </Section>
      </div>
      <p className="mt-4">
        <TextLink isAlone href={hrefs.help}>
          {t("read")}
        </TextLink>
      </p>
    </>
  );
}
