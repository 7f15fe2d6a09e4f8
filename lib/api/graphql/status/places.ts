import "server-only";
import { AppError } from "../../../core/errors";
import { LIMITS } from "../limits";

const open = new Map<string, number>();

/** Holds one of a caller's places in this process while `run` goes on. Throws `rate_limited` where all are taken. */
export async function* holdingPlace<T>(callerId: string, run: () => AsyncGenerator<T>): AsyncGenerator<T> {
  const held = open.get(callerId) ?? 0;
  if (held >= LIMITS.subscriptions) throw new AppError("rate_limited", { retryAfterSeconds: 60 });
  open.set(callerId, held + 1);
  try {
    yield* run();
  } finally {
    const left = (open.get(callerId) ?? 1) - 1;
    if (left > 0) open.set(callerId, left);
    else open.delete(callerId);
  }
}
