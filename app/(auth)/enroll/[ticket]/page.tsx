import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DeadLink } from "@/components/entry/dead-link";
import { SetUpLinkScreen, type SetUpLinkStage } from "@/components/recovery/set-up-link-screen";
import { withReturnTo } from "@/lib/core/return-to";
import { database } from "@/lib/db/client";
import { currentViewer } from "@/lib/http/viewer";
import type { SessionSubject } from "@/lib/policy/facts";
import { requirementOf, standingFor } from "@/lib/policy/service";
import { getSetupLink, type OpenSetupLink } from "@/lib/recovery/setup-link";
import { isAnsweringAction, nullIfDead } from "../../onward";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ways-back.link"))("title") };
}

/** Gives nothing by itself: whoever opens it signs in first, as always, and then sets up what anybody may for themselves. */
export default async function SetUpLinkPage({ params }: { params: Promise<{ ticket: string }> }) {
  const { ticket } = await params;
  const link = await nullIfDead(getSetupLink(database(), ticket));
  const { subject } = await currentViewer();
  const t = await getTranslations("ways-back");
  if (!link && !(await isAnsweringAction()))
    return (
      <DeadLink title={t("deadTitle")} text={t("linkDeadText")} href="/dashboard" action={t("toHome")} />
    );
  const stage = stageFor(link, subject, `/enroll/${ticket}`);
  return (
    <SetUpLinkScreen workspace={link?.workspaceName ?? ""} issuedBy={link?.issuedBy ?? null} stage={stage} />
  );
}

function stageFor(link: OpenSetupLink | null, subject: SessionSubject | null, here: string): SetUpLinkStage {
  if (!subject || standingFor(subject) !== "signed_in")
    return { name: "sign_in", href: withReturnTo("/sign-in", here) };
  const { workspace, user, facts } = subject;
  if (link && (link.workspaceId !== workspace.id || link.userId !== user.id)) return { name: "not_yours" };
  const { accepted } = requirementOf(subject);
  const possible = accepted.filter((kind) => facts.user.enrollable.includes(kind));
  const methods = possible.filter((kind) => !link?.factor || kind === link.factor);
  if (methods.length === 0) return { name: "nothing_possible" };
  return {
    name: "set_up",
    methods,
    withCodes: workspace.recoveryCodesOn && facts.user.recoveryCodesLeft === 0,
  };
}
