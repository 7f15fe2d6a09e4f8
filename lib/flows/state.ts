import "server-only";
import { open, seal } from "../core/crypto";

type State = Record<string, unknown>;

/** What a factor keeps of one attempt: sealed, and bound to its flow, so that it opens in no other. */
export const flowState = {
  seal: (flowId: string, state: State): string => seal(JSON.stringify(state), `flow\n${flowId}`),
  open: (flowId: string, sealed: string): State => JSON.parse(open(sealed, `flow\n${flowId}`)) as State,
};
