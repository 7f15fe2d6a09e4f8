"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { explainUser } from "@/lib/admin/enforcement/actions";
import type { WhatIf } from "@/lib/admin/enforcement/why";
import type { UserDetail } from "@/lib/admin/users";
import { useGuarded } from "../../factors/step-up";
import { FailureNotice } from "../../settings/failure-notice";
import { Dialog, DialogContent } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Select } from "../../ui/select";
import { Skeleton } from "../../ui/skeleton";
import { TextButton } from "../../ui/text-link";
import { ApplicationWhy } from "./application-why";
import { Explanation } from "./why-explanation";

const QUESTIONS = {
  plain: { level: null, maxAgeSeconds: null },
  aal2: { level: "aal2", maxAgeSeconds: null },
  phr: { level: "phr", maxAgeSeconds: null },
  fresh: { level: "aal2", maxAgeSeconds: 0 },
} as const satisfies Record<string, WhatIf>;
type Question = keyof typeof QUESTIONS | "application";
const ASKED = [...(Object.keys(QUESTIONS) as (keyof typeof QUESTIONS)[]), "application"] as const;

/** `Why?`: what a sign-in of this user would come to and why, as things stand or if an application asked for more. */
export function UserWhy({ user, workspace }: { user: UserDetail; workspace: string }) {
  const t = useTranslations("users.panel.why");
  const [isOpen, setIsOpen] = useState(false);
  const [question, setQuestion] = useState<Question>("plain");
  if (user.refusals.right !== null) return null;
  return (
    <>
      <TextButton className="self-start text-sm" onClick={() => setIsOpen(true)}>
        {t("button")}
      </TextButton>
      <Dialog open={isOpen} onOpenChange={setIsOpen}>
        <DialogContent title={t("title", { name: user.name })} description={t("text")}>
          <div className="flex flex-col gap-4 text-sm">
            <Field label={t("whatIf")}>
              <Select value={question} onChange={({ target }) => setQuestion(target.value as Question)}>
                {ASKED.map((one) => (
                  <option key={one} value={one}>
                    {t(one, { name: user.name })}
                  </option>
                ))}
              </Select>
            </Field>
            {question === "application" ? (
              <ApplicationWhy user={user} workspace={workspace} />
            ) : (
              <Answer key={question} user={user} workspace={workspace} whatIf={QUESTIONS[question]} />
            )}
          </div>
        </DialogContent>
      </Dialog>
    </>
  );
}

function Answer({ user, workspace, whatIf }: { user: UserDetail; workspace: string; whatIf: WhatIf }) {
  const guarded = useGuarded();
  const found = useQuery({
    queryKey: ["why", user.id, whatIf],
    queryFn: () => guarded(() => explainUser({ userId: user.id, whatIf })),
    gcTime: 0,
  });
  if (!found.data) return <Skeleton className="h-64" />;
  if (!found.data.ok) return <FailureNotice failure={found.data} />;
  return <Explanation why={found.data.data} user={user} workspace={workspace} />;
}
