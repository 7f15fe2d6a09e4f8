import "server-only";
import { sql } from "drizzle-orm";
import { logger } from "../core/logger";
import { type Db, listen } from "./client";

const CHANNEL = "sallyport";
/** Requests that a process holds at most; whoever comes beyond is answered at once and asks again later. */
const MOST_WAITING = 500;

/** Tells every process, once the transaction is through, that something happened to `topic`. It carries nothing else. */
export const signal = (tx: Db, topic: string): Promise<unknown> =>
  tx.execute(sql`select pg_notify(${CHANNEL}, ${topic})`);

type Listen = (channel: string, heard: (topic: string) => void) => Promise<unknown>;
type Waiting = { ended: Promise<void>; stop: () => void };

/** Whoever waits for signals within one process. `wait` answers null where too many do. */
export type Signals = {
  wait: (topics: readonly string[], ms: number, gone?: AbortSignal) => Waiting | null;
};

/** One connection listens for all. Where that fails, whoever waits waits the whole time. */
export function makeSignals(start: Listen): Signals {
  const wakers = new Map<string, Set<() => void>>();
  let count = 0;
  let isListening = false;

  const ensureListening = () => {
    if (isListening) return;
    isListening = true;
    const heard = (topic: string) => {
      for (const wake of wakers.get(topic) ?? []) wake();
    };
    start(CHANNEL, heard).catch((error: unknown) => {
      isListening = false;
      logger().warn({ err: error }, "cannot listen for signals");
    });
  };
  const remove = (topic: string, wake: () => void) => {
    const own = wakers.get(topic);
    own?.delete(wake);
    if (own?.size === 0) wakers.delete(topic);
  };

  return {
    wait(topics, ms, gone) {
      if (count >= MOST_WAITING) return null;
      ensureListening();
      count++;
      let resolve: () => void = () => undefined;
      const ended = new Promise<void>((done) => {
        resolve = done;
      });
      let isOver = false;
      const stop = () => {
        if (isOver) return;
        isOver = true;
        count--;
        clearTimeout(timer);
        gone?.removeEventListener("abort", stop);
        for (const topic of topics) remove(topic, stop);
        resolve();
      };
      const timer = setTimeout(stop, ms);
      gone?.addEventListener("abort", stop);
      for (const topic of topics) wakers.set(topic, (wakers.get(topic) ?? new Set()).add(stop));
      return { ended, stop };
    },
  };
}

const holder = globalThis as { sallyportSignals?: Signals };

function signals(): Signals {
  holder.sallyportSignals ??= makeSignals(listen);
  return holder.sallyportSignals;
}

/** The longest a request is held, and how long it trusts that it would have been told. */
const WAIT_MS = 20_000;
const TRUST_MS = 5_000;

/**
 * Reads until `read` answers something, the time is over or the other side is gone: now, after a signal of a topic, and
 * every few seconds, since a listening connection may be lost. What happens between reading and waiting is not missed.
 */
export async function readOrWait<T>(
  topics: readonly string[],
  read: () => Promise<T | null>,
  { ms = WAIT_MS, source = signals(), gone }: { ms?: number; source?: Signals; gone?: AbortSignal } = {},
): Promise<T | null> {
  const end = performance.now() + ms;
  while (!gone?.aborted) {
    const left = end - performance.now();
    const waiting = left > 0 ? source.wait(topics, Math.min(Math.ceil(left) + 1, TRUST_MS), gone) : null;
    try {
      const found = await read();
      if (found !== null || !waiting) return found;
      await waiting.ended;
    } finally {
      waiting?.stop();
    }
  }
  return null;
}
