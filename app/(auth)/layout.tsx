import type { ReactNode } from "react";
import { EntryFrame } from "@/components/entry/entry-frame";
import { StepUpProvider } from "@/components/factors/step-up";
import { hintFor } from "@/lib/http/standing";
import { currentViewer } from "@/lib/http/viewer";

export default async function EntryLayout({ children }: { children: ReactNode }) {
  const { subject } = await currentViewer();
  return (
    <EntryFrame hasSession={subject !== null && hintFor(subject) !== null}>
      <StepUpProvider>{children}</StepUpProvider>
    </EntryFrame>
  );
}
