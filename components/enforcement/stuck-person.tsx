"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { sendConfirmation } from "@/lib/admin/enforcement/actions";
import type { ForeseenPerson } from "@/lib/admin/enforcement/preview";
import { issueAccessPass } from "@/lib/recovery/actions";
import { AnswerDialog } from "../requests/answer-dialog";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { useKept } from "../settings/use-kept";
import { Button } from "../ui/button";
import { ExemptDialog } from "../users/exempt-dialog";

/** Somebody who cannot comply yet: why, the help that fits that, and an exemption until then. */
export function StuckPerson({ person, onChanged }: { person: ForeseenPerson; onChanged: () => void }) {
  const t = useTranslations("enforcement.stuck");
  const panel = useTranslations("users.panel");
  const client = useQueryClient();
  const [asked, setAsked] = useKept<"exempt" | "access_pass" | null>(`help of ${person.id}`, null);
  const close = () => setAsked(null);
  const changed = () => {
    void client.invalidateQueries({ queryKey: ["preview"] });
    onChanged();
  };
  const deed = useDeed(`confirm ${person.id}`, sendConfirmation, () =>
    toast.success(t("confirmationSent", { email: person.email })),
  );
  const { name, obstacle } = person;
  const button = { variant: "secondary", size: "sm" } as const;
  return (
    <div className="flex w-full flex-col gap-2 pb-1">
      {obstacle && <p className="text-muted">{t(`why.${obstacle}`)}</p>}
      <div className="flex flex-wrap gap-2">
        {obstacle === "address_unconfirmed" && (
          <Button
            {...button}
            pending={deed.isPending}
            aria-label={t("confirmFor", { name })}
            onClick={() => deed.start({ userId: person.id })}
          >
            {t("confirm")}
          </Button>
        )}
        {obstacle === "factors_unusable" && (
          <Button {...button} aria-label={t("passFor", { name })} onClick={() => setAsked("access_pass")}>
            {t("pass")}
          </Button>
        )}
        <Button {...button} aria-label={t("exemptFor", { name })} onClick={() => setAsked("exempt")}>
          {panel("exemption.button")}
        </Button>
      </div>
      <FailureNotice failure={deed.failure} />
      {asked === "exempt" && (
        <ExemptDialog
          user={person}
          standing={null}
          onClose={close}
          onDone={() => {
            close();
            toast.success(panel("exemption.done", { name }));
            changed();
          }}
        />
      )}
      {asked === "access_pass" && (
        <AnswerDialog
          kind="access_pass"
          of={person.id}
          name={name}
          run={({ reason, minutes }) => issueAccessPass({ userId: person.id, reason, minutes })}
          onClose={close}
          onDone={changed}
        />
      )}
    </div>
  );
}
