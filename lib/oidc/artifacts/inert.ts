import type { Adapter } from "oidc-provider";

const refuse = async (): Promise<never> => {
  throw new Error("the provider may not write this");
};

/** What the provider only looks up: nothing else may be done to it. */
export const inert: Omit<Adapter, "find"> = {
  upsert: refuse,
  destroy: refuse,
  consume: refuse,
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  revokeByGrantId: async () => undefined,
};
