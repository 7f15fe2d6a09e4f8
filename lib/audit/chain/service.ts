import "server-only";

export type { SealedEvent } from "./hash";
export { findFrontier, findSealedEvent, listSealed, type Mark } from "./store";
