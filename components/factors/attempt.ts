import type { ActionFailure, ActionResult } from "@/lib/http/action";

export type Failure = Pick<ActionFailure, "code" | "retryAfterSeconds" | "fields" | "flowUrl" | "challenge">;

const UNREACHABLE: ActionFailure = { ok: false, code: "service_unavailable", message: "", requestId: "" };

/** Runs a server action; a network that fails is an answer like another, so that nothing typed is lost. */
export async function attempt<T>(action: () => Promise<ActionResult<T>>): Promise<ActionResult<T>> {
  try {
    return await action();
  } catch {
    return UNREACHABLE;
  }
}
