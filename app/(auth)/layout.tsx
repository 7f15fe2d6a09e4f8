import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { EntryFrame } from "@/components/entry/entry-frame";
import { StepUpProvider } from "@/components/factors/step-up";
import { hintFor } from "@/lib/http/standing";
import { currentViewer } from "@/lib/http/viewer";

export default async function EntryLayout({ children }: { children: ReactNode }) {
  const { subject } = await currentViewer();
  const t = await getTranslations("common");
  return (
    <EntryFrame hasSession={subject !== null && hintFor(subject) !== null}>
      <noscript>
        <p className="mb-6 text-danger">{t("needsScript")}</p>
      </noscript>
      <StepUpProvider>{children}</StepUpProvider>
    </EntryFrame>
  );
}
