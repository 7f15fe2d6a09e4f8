import "server-only";
import { sql } from "drizzle-orm";
import { logger } from "../core/logger";
import { type Db, listen } from "./client";

const CHANNEL = "sallyport";
/** Requests that a process holds at most; whoever comes beyond is answered at once and asks again later. */
const MOST_WAITING = 500;
/** Of these, for one person at most: nobody takes the places of others. */
const MOST_WAITING_EACH = 10;

/** Tells every process, once the transaction is through, that something happened to `topic`. It carries nothing else. */
export const signal = (tx: Db, topic: string): Promise<unknown> =>
  tx.execute(sql`select pg_notify(${CHANNEL}, ${topic})`);

/** Tells what happened to `topic` too, any number of happenings by one statement: each a few words, and nothing secret. */
export const signalAll = (tx: Db, topic: string, happenings: readonly string[]): Promise<unknown> => {
  const told = JSON.stringify(happenings.map((happening) => `${topic}\n${happening}`));
  return tx.execute(
    sql`select pg_notify(${CHANNEL}, told) from jsonb_array_elements_text(${told}::text::jsonb) as told`,
  );
};

type Listen = (channel: string, heard: (topic: string) => void) => Promise<unknown>;
type Waiting = { ended: Promise<void>; stop: () => void };

/** Whoever waits for signals within one process. `wait` answers null where too many do, or too many for this `person`. */
export type Signals = {
  /** Calls back with what happened to `topic`, until the answer of this is called. */
  hear: (topic: string, heard: (happening: string) => void) => () => void;
  wait: (person: string, topics: readonly string[], ms: number, gone?: AbortSignal) => Waiting | null;
};

/** One connection listens for all. Where that fails, whoever waits waits the whole time. */
export function makeSignals(start: Listen): Signals {
  const wakers = new Map<string, Set<() => void>>();
  const hearers = new Map<string, Set<(happening: string) => void>>();
  const places = new Map<string, number>();
  let count = 0;
  let isListening = false;

  const ensureListening = () => {
    if (isListening) return;
    isListening = true;
    const heard = (payload: string) => {
      const [topic = "", happening = ""] = payload.split("\n");
      for (const wake of wakers.get(topic) ?? []) wake();
      for (const hear of hearers.get(topic) ?? []) hear(happening);
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
  const leave = (person: string) => {
    const left = (places.get(person) ?? 1) - 1;
    if (left > 0) places.set(person, left);
    else places.delete(person);
  };

  return {
    hear(topic, heard) {
      ensureListening();
      const own = hearers.get(topic) ?? new Set();
      hearers.set(topic, own.add(heard));
      return () => {
        own.delete(heard);
        if (own.size === 0) hearers.delete(topic);
      };
    },
    wait(person, topics, ms, gone) {
      const own = places.get(person) ?? 0;
      if (count >= MOST_WAITING || own >= MOST_WAITING_EACH) return null;
      ensureListening();
      count++;
      places.set(person, own + 1);
      let resolve: () => void = () => undefined;
      const ended = new Promise<void>((done) => {
        resolve = done;
      });
      let isOver = false;
      const stop = () => {
        if (isOver) return;
        isOver = true;
        count--;
        leave(person);
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

/**
 * Hears what happens to `topic` from this call on until `gone`, and hands over what there is every `ms` at the latest. What
 * happens while the listening connection is lost goes unheard.
 */
export function hearings(
  topic: string,
  gone: AbortSignal,
  { ms, source = signals() }: { ms: number; source?: Signals },
): AsyncGenerator<string[]> {
  let waiting: string[] = [];
  let wake: () => void = () => undefined;
  const stop = source.hear(topic, (happening) => {
    if (waiting.length < MOST_WAITING) waiting.push(happening);
    wake();
  });
  const leave = () => {
    stop();
    wake();
  };
  gone.addEventListener("abort", leave, { once: true });
  const something = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return (async function* () {
    try {
      while (!gone.aborted) {
        if (waiting.length === 0) await something();
        const heard = waiting;
        waiting = [];
        if (!gone.aborted) yield heard;
      }
    } finally {
      leave();
      gone.removeEventListener("abort", leave);
    }
  })();
}

/** The longest a request is held, and how long it trusts that it would have been told. */
const WAIT_MS = 20_000;
const TRUST_MS = 5_000;

/**
 * Reads on behalf of a `person` until `read` answers something, the time is over or the other side is gone: now, after a signal of a topic, and
 * every few seconds, since a listening connection may be lost. What happens between reading and waiting is not missed.
 */
export async function readOrWait<T>(
  person: string,
  topics: readonly string[],
  read: () => Promise<T | null>,
  { ms = WAIT_MS, source = signals(), gone }: { ms?: number; source?: Signals; gone?: AbortSignal } = {},
): Promise<T | null> {
  const end = performance.now() + ms;
  while (!gone?.aborted) {
    const left = end - performance.now();
    const waiting =
      left > 0 ? source.wait(person, topics, Math.min(Math.ceil(left) + 1, TRUST_MS), gone) : null;
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
