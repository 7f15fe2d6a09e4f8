export const DELIVERY_STATES = ["waiting", "delivered", "dead"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Why a webhook is off: somebody switched it off, it answered 410, or every attempt failed for three days. */
export const DISABLED_FOR = ["person", "gone", "failing"] as const;
export type DisabledFor = (typeof DISABLED_FOR)[number];
