import "server-only";
import { PgPreparedQuery } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env, ownerUrl } from "../core/env";
import { APP_ROLE } from "./role";

/** The pool or a transaction: the first parameter of every store and service function. */
export type Db = Pick<
  PostgresJsDatabase,
  "select" | "insert" | "update" | "delete" | "execute" | "transaction"
>;

type Listen = (channel: string, heard: (text: string) => void) => Promise<unknown>;
type Pool = { db: PostgresJsDatabase; listen: Listen; close: () => Promise<void> };

/** A statement that hangs longer than this is cut off, so that a page answers 503 instead of waiting. */
const STATEMENT_TIMEOUT_MS = 5_000;

type Unsafe = Pick<postgres.Sql, "unsafe">;

/** drizzle sends text that is planned anew at each call; kept as prepared statements each is planned once per connection. */
function prepareStatements<T extends Unsafe>(client: T): T {
  const unsafe = client.unsafe.bind(client);
  client.unsafe = ((query: string, values?: never[], options?: object) =>
    unsafe(query, values, { ...options, prepare: true })) as T["unsafe"];
  return client;
}

/** The same for the statements of a transaction, which go through a client of its own. */
function prepareTransactions(client: postgres.Sql): postgres.Sql {
  const begin = client.begin.bind(client) as (...args: unknown[]) => unknown;
  client.begin = ((...args: unknown[]) => {
    const work = args.pop() as (tx: Unsafe) => unknown;
    return begin(...args, (tx: Unsafe) => work(prepareStatements(tx)));
  }) as typeof client.begin;
  return prepareStatements(client);
}

/**
 * drizzle writes every value of a failed statement into its error: password hashes, sealed secrets and mails with live
 * links would reach the log (ASVS 16.2.5). It reads the values for nothing else while no cache is set.
 */
function keepValuesOutOfErrors(): void {
  const statements = PgPreparedQuery.prototype as unknown as {
    queryWithCache: { (text: string, values: unknown[], run: unknown): unknown; isQuiet?: boolean };
  };
  const original = statements.queryWithCache;
  if (original.isQuiet) return;
  statements.queryWithCache = function (this: unknown, text: string, _values: unknown[], run: unknown) {
    return original.call(this, text, [], run);
  };
  statements.queryWithCache.isQuiet = true;
}

/** A pool that runs as the application's role, from its first message on: whoever may connect may do no more than that role. */
export function connect(url: string, size: number): Pool {
  keepValuesOutOfErrors();
  const client = postgres(url, {
    max: size,
    connect_timeout: 5,
    idle_timeout: 60,
    onnotice: () => undefined,
    connection: {
      application_name: "sallyport",
      role: APP_ROLE,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: 15_000,
      TimeZone: "UTC",
    },
  });
  return {
    db: drizzle(prepareTransactions(client)),
    listen: (channel, heard) => client.listen(channel, heard),
    close: () => client.end({ timeout: 5 }),
  };
}

const holder = globalThis as { sallyportPool?: Pool };

/** The process's pool, opened at first use (kept on globalThis so that hot reload does not open another). */
function pool(): Pool {
  holder.sallyportPool ??= connect(env().DATABASE_URL, env().DATABASE_POOL_SIZE);
  return holder.sallyportPool;
}

export const database = (): PostgresJsDatabase => pool().db;

/** Hears what is notified on a channel, on a connection of its own. */
export const listen: Listen = (channel, heard) => pool().listen(channel, heard);

export async function closeDatabase(): Promise<void> {
  await holder.sallyportPool?.close();
  holder.sallyportPool = undefined;
}

/** The owner's own connection while `work` runs: for the operator's commands alone, which may do what the application may not. */
export async function asOwner<T>(
  work: (db: PostgresJsDatabase, client: postgres.Sql) => Promise<T>,
): Promise<T> {
  keepValuesOutOfErrors();
  const client = postgres(ownerUrl(), { max: 4, onnotice: () => undefined, connection: { TimeZone: "UTC" } });
  try {
    return await work(drizzle(client), client);
  } finally {
    await client.end({ timeout: 5 });
  }
}
