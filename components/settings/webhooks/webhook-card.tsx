"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useDates } from "@/lib/i18n/use-dates";
import { setWebhookEnabled, testWebhook } from "@/lib/webhooks/actions";
import type { WebhookView } from "@/lib/webhooks/overview";
import { useWords } from "../../audit/use-words";
import { Button } from "../../ui/button";
import { Facts } from "../../ui/facts";
import { Card } from "../../ui/section";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";
import { useKept } from "../use-kept";
import { RemoveDialog } from "./remove-dialog";
import { ReplaceDialog } from "./replace-dialog";
import { StateBadge } from "./state-badge";
import { WebhookDialog } from "./webhook-dialog";

type Open = "change" | "replace" | "remove" | null;

/** One webhook: where it leads, what it gets, how it stands, and the deeds on it. */
export function WebhookCard({
  webhook,
  senderRefusal,
  onSecret,
  onDeliveries,
}: {
  webhook: WebhookView;
  senderRefusal: string | undefined;
  onSecret: (secret: string) => void;
  onDeliveries: () => void;
}) {
  const t = useTranslations("webhooks");
  const router = useRouter();
  const { id, url, description, disabledAt } = webhook;
  const [open, setOpen] = useKept<Open>(`${id} open`, null);
  const close = () => setOpen(null);
  const turn = useDeed(`turn ${id}`, setWebhookEnabled, () => router.refresh());
  const test = useDeed(`test ${id}`, testWebhook, () => {
    toast.success(t("testSent"));
    onDeliveries();
    router.refresh();
  });
  const name = description || new URL(url).host;
  const isOff = disabledAt !== null;
  const button = { variant: "secondary", size: "sm" } as const;
  return (
    <li>
      <Card>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <h2 className="min-w-0 text-base font-semibold break-words">{name}</h2>
          <StateBadge webhook={webhook} />
        </div>
        <WebhookFacts webhook={webhook} />
        <FailureNotice failure={turn.failure ?? test.failure} className="mt-3" />
        <div className="mt-4 flex flex-wrap gap-2">
          <Button {...button} onClick={onDeliveries}>
            {t("deliveries")}
          </Button>
          <Button
            {...button}
            pending={test.isPending}
            disabledReason={isOff ? t("offNoTest") : undefined}
            onClick={() => test.start({ id })}
          >
            {t("test")}
          </Button>
          <Button {...button} disabledReason={senderRefusal} onClick={() => setOpen("change")}>
            {t("change")}
          </Button>
          <Button {...button} disabledReason={senderRefusal} onClick={() => setOpen("replace")}>
            {t("replace")}
          </Button>
          <Button
            {...button}
            pending={turn.isPending}
            disabledReason={senderRefusal}
            onClick={() => turn.start({ id, isOn: isOff })}
          >
            {isOff ? t("switchOn") : t("switchOff")}
          </Button>
          <Button variant="danger" size="sm" onClick={() => setOpen("remove")}>
            {t("remove")}
          </Button>
        </div>
      </Card>
      {open === "change" && <WebhookDialog webhook={webhook} onClose={close} onSecret={onSecret} />}
      {open === "replace" && <ReplaceDialog id={id} onClose={close} onSecret={onSecret} />}
      {open === "remove" && <RemoveDialog id={id} name={name} onClose={close} />}
    </li>
  );
}

function WebhookFacts({ webhook }: { webhook: WebhookView }) {
  const t = useTranslations("webhooks");
  const dates = useDates();
  const { actionWords } = useWords();
  const { actions, createdBy, createdAt, overlapUntil, failingSince, waiting, dead } = webhook;
  const made = dates.moment(createdAt);
  const items = [
    { key: "url", term: t("url"), value: <code className="font-mono">{webhook.url}</code> },
    {
      key: "what",
      term: t("what"),
      value: actions ? actions.map(actionWords).join(", ") : t("whatAll"),
    },
    {
      key: "open",
      term: t("deliveries"),
      value: t("openCounts", { waiting, dead }),
    },
    { key: "made", term: t("made"), value: createdBy ? t("madeBy", { by: createdBy, when: made }) : made },
  ];
  if (failingSince)
    items.push({ key: "failing", term: t("failingSince"), value: dates.moment(failingSince) });
  if (overlapUntil)
    items.push({
      key: "overlap",
      term: t("oldSecret"),
      value: t("until", { until: dates.moment(overlapUntil) }),
    });
  return <Facts className="mt-3" items={items} />;
}
