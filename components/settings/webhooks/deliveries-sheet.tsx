"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { replayDeadLetters } from "@/lib/webhooks/actions";
import { DELIVERY_STATES, type DeliveryState } from "@/lib/webhooks/core/states";
import type { WebhookView } from "@/lib/webhooks/overview";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Select } from "../../ui/select";
import { Sheet, SheetContent } from "../../ui/sheet";
import { Skeleton } from "../../ui/skeleton";
import { ListProblem } from "../../users/list-problem";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";
import { DeliveryItem } from "./delivery-item";
import { fetchDeliveries } from "./fetch-deliveries";

const REFRESH_MS = 2_000;

/** What came of a webhook's deliveries, as it goes on; dead letters are begun anew from here. */
export function DeliveriesSheet({ webhook, onClose }: { webhook: WebhookView; onClose: () => void }) {
  const t = useTranslations("webhooks");
  const router = useRouter();
  const client = useQueryClient();
  const [state, setState] = useState<DeliveryState | null>(null);
  const [after, setAfter] = useState<string | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ["deliveries", webhook.id, state, after],
    queryFn: ({ signal }) => fetchDeliveries(webhook.id, { state, after }, signal),
    refetchInterval: REFRESH_MS,
  });
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ["deliveries", webhook.id] });
    router.refresh();
  };
  const deed = useDeed(`replay all of ${webhook.id}`, replayDeadLetters, ({ count }) => {
    toast.success(t("replayed", { count }));
    refresh();
  });
  const close = () => {
    onClose();
    router.refresh();
  };
  return (
    <Sheet open onOpenChange={(isOpen) => !isOpen && close()}>
      <SheetContent title={t("deliveries")} description={webhook.description || new URL(webhook.url).host}>
        <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
          <Field label={t("filterState")}>
            <Select
              value={state ?? ""}
              onChange={(event) => {
                setState(DELIVERY_STATES.find((one) => one === event.target.value) ?? null);
                setAfter(null);
              }}
            >
              <option value="">{t("allStates")}</option>
              {DELIVERY_STATES.map((one) => (
                <option key={one} value={one}>
                  {t(`delivery.${one}`)}
                </option>
              ))}
            </Select>
          </Field>
          {webhook.dead > 0 && (
            <Button
              variant="secondary"
              pending={deed.isPending}
              onClick={() => deed.start({ id: webhook.id })}
            >
              {t("replayAll")}
            </Button>
          )}
        </div>
        <FailureNotice failure={deed.failure} className="mb-4" />
        {error && <ListProblem error={error} hasData={data !== undefined} onRetry={refetch} />}
        {!data && !error && <Skeleton className="h-24" />}
        {data?.deliveries.length === 0 && <p className="text-sm text-muted">{t("noDeliveries")}</p>}
        <ul aria-label={t("deliveries")} className="divide-y divide-line">
          {data?.deliveries.map((delivery) => (
            <DeliveryItem key={delivery.id} webhookId={webhook.id} delivery={delivery} onReplayed={refresh} />
          ))}
        </ul>
        <span className="mt-3 flex gap-2">
          {after !== null && (
            <Button variant="ghost" size="sm" onClick={() => setAfter(null)}>
              {t("newest")}
            </Button>
          )}
          {data && data.next !== null && (
            <Button variant="ghost" size="sm" onClick={() => setAfter(data.next)}>
              {t("older")}
            </Button>
          )}
        </span>
      </SheetContent>
    </Sheet>
  );
}
