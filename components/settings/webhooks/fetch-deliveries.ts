import type { DeliveryState } from "@/lib/webhooks/core/states";
import type { DeliveryPage } from "@/lib/webhooks/overview";
import { fetchJson } from "../../users/fetch-users";

export function fetchDeliveries(
  id: string,
  { state, after }: { state: DeliveryState | null; after: string | null },
  signal: AbortSignal,
): Promise<DeliveryPage> {
  const query = new URLSearchParams({ ...(state ? { state } : {}), ...(after ? { after } : {}) });
  return fetchJson(`/api/ui/webhooks/${encodeURIComponent(id)}/deliveries?${query}`, signal);
}
