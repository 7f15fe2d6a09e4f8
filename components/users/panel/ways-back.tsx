"use client";

import { useTranslations } from "next-intl";
import type { UserDetail } from "@/lib/admin/users";
import { issueAccessPass, resetTwoFactor } from "@/lib/recovery/actions";
import { AnswerDialog } from "../../requests/answer-dialog";
import { useKept } from "../../settings/use-kept";
import { Button } from "../../ui/button";
import { useRefreshUser } from "./refresh-user";
import { useRefusalText } from "./refusal-text";
import { SetupLink } from "./setup-link";

/** What an administrator can do for somebody who has lost their factors, or has none yet. */
export function WaysBack({ user }: { user: UserDetail }) {
  const t = useTranslations("users.panel");
  const refusalText = useRefusalText();
  const [asked, setAsked] = useKept<"access_pass" | "reset" | null>(`way back of ${user.id}`, null);
  const joined = user.state === "active" ? undefined : t("notJoined", { name: user.name });
  const refusal = refusalText(user.refusals.waysBack) ?? joined;
  const refresh = useRefreshUser(user.id);
  const button = { variant: "secondary", size: "sm" } as const;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        <Button {...button} disabledReason={refusal} onClick={() => setAsked("access_pass")}>
          {t("issuePass")}
        </Button>
        <Button {...button} disabledReason={refusal} onClick={() => setAsked("reset")}>
          {t("reset")}
        </Button>
      </div>
      <SetupLink user={user} />
      {asked && (
        <AnswerDialog
          kind={asked}
          of={user.id}
          name={user.name}
          run={async ({ reason, minutes }) => {
            const of = { userId: user.id, reason };
            if (asked === "access_pass") return issueAccessPass({ ...of, minutes });
            const result = await resetTwoFactor(of);
            return result.ok ? { ok: true, data: { reset: result.data } } : result;
          }}
          onClose={() => setAsked(null)}
          onDone={refresh}
        />
      )}
    </div>
  );
}
