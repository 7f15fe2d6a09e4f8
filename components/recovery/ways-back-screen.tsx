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
  methods,
  codesLeft,
  hrefs,
}: {
  offer: HelpOffer;
  /** How many kinds of factors of one's own there are to choose from. */
  methods: number;
  codesLeft: number;
  hrefs: { verify: string; codes: string; pass: string; help: string };
}) {
  const t = useTranslations("ways-back");
  return (
    <>
      <SetupHeading title={t("title")}>{t("lead")}</SetupHeading>
      <div>
        {methods > 0 && (
          <Section
            title={methods > 1 ? t("otherTitle") : t("sameTitle")}
            description={methods > 1 ? t("otherText") : t("sameText")}
          >
            <ButtonLink wide variant="secondary" href={hrefs.verify}>
              {methods > 1 ? t("other") : t("same")}
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
