import "server-only";

/** Who goes by which address: one user each, whatever the workspace (`createUser`, `confirmAddress`, `moveAddress`). */
export {
  findUserOfAddress,
  hasUserWithEmail,
  insertAddressOnce,
  lockAddress,
  lockLapsed,
  replaceAddress,
  setAddressHolder,
} from "./store";
