"use client";

import { ArrowLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import type { TwoFactorOverview } from "@/lib/flows/overview";
import { Enrollment, type EnrollmentProps } from "../../factors/enrollment";
import { Button } from "../../ui/button";
import type { Task } from "./two-factor";

const HERE = "/settings/two-factor";

type Wizard = Pick<
  EnrollmentProps,
  "methods" | "later" | "purpose" | "withCodes" | "withEnd" | "replaces" | "start"
> & {
  title?: string;
  intro?: string;
  /** What is said after it; where the wizard has an end of its own, nothing. */
  done: string | null;
};

/** One act in place of the overview: the same wizard as the forced set-up. */
export function TwoFactorTask({
  task,
  overview,
  onDone,
  onClose,
}: {
  task: Task;
  overview: TwoFactorOverview;
  onDone: (said: string) => void;
  onClose: () => void;
}) {
  const t = useTranslations("two-factor");
  const { done, ...wizard } = useWizard(task, overview);
  const leave = (next: string) => {
    if (next !== HERE) window.location.assign(next);
    else if (done === null) onClose();
    else onDone(done);
  };
  return (
    <div className="max-w-[400px]">
      {task.kind === "codes" && (
        <Button variant="ghost" size="sm" className="mb-4 -ml-3" onClick={onClose}>
          <ArrowLeft aria-hidden="true" />
          {t("backToOverview")}
        </Button>
      )}
      <Enrollment {...wizard} heading="h1" returnTo={HERE} onDone={leave} onCancel={onClose} />
    </div>
  );
}

function useWizard(task: Task, overview: TwoFactorOverview): Wizard {
  const t = useTranslations("two-factor");
  const { offered, offeredLater, factors, recoveryCodesOn, recoveryCodesLeft } = overview;
  const withCodes = recoveryCodesOn && recoveryCodesLeft === 0;
  const factor = { methods: offered, purpose: "two_factor", withCodes, withEnd: false } as const;
  switch (task.kind) {
    case "enable":
      return { ...factor, later: offeredLater, withEnd: true, done: null };
    case "add":
      return { ...factor, later: offeredLater, title: t("addTitle"), done: t("addedDone") };
    case "replace": {
      const { id, label } = task.factor;
      const words = { title: t("replaceTitle", { label }), intro: t("replaceText", { label }) };
      // Push approval replaces only what is not the last beside it
      const isOther = factors.some((other) => other.id !== id && other.kind !== "push");
      const methods = offered.filter((kind) => kind !== "push" || isOther);
      return { ...factor, ...words, methods, replaces: id, done: t("replaced") };
    }
    case "sign_in":
      return {
        ...factor,
        methods: ["passkey"],
        purpose: "sign_in",
        withCodes: false,
        done: t("addedDone"),
      };
    case "codes":
      return { ...factor, withCodes: true, start: "codes", done: t("codesDone") };
  }
}
