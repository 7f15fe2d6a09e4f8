import "server-only";
import { randomBytes } from "node:crypto";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, beforeAll, expect } from "vitest";
import { expectIntactRecord } from "../audit/testing-chain";
import { expectDocumentedRecord } from "../audit/testing-details";
import { migrateDatabase } from "./migrate";
import { APP_ROLE } from "./role";
import { findUnscoped } from "./scope";

/** Any number of test files may start at once: one makes the template, the others wait for it. */
const TEMPLATE_LOCK = 7_255_002;
const TEMPLATE = "sallyport_template";

export type TestDatabase = { db: PostgresJsDatabase; url: string; connect: () => PostgresJsDatabase };

function serverUrl(database?: string): string {
  const url = new URL(process.env.DATABASE_URL ?? "");
  if (database) url.pathname = `/${database}`;
  return url.href;
}

async function ensureTemplate(admin: postgres.Sql): Promise<void> {
  await admin`select pg_advisory_lock(${TEMPLATE_LOCK})`;
  const found = await admin`select 1 from pg_database where datname = ${TEMPLATE}`;
  if (found.length === 0) {
    await admin.unsafe(`create database ${TEMPLATE}`);
    await migrateDatabase(serverUrl(TEMPLATE));
  }
}

async function createDatabase(name: string): Promise<void> {
  const admin = postgres(serverUrl(), { max: 1, onnotice: () => undefined });
  try {
    await ensureTemplate(admin);
    await admin.unsafe(`create database ${name} template ${TEMPLATE}`);
  } finally {
    await admin.end();
  }
}

/**
 * A migrated database for one test file, gone afterwards. Every statement of the file is read: one that touches a tenant
 * table without naming its workspace fails the file, and so does a record that does not verify, or says what is not documented, when all is done. `connect` opens another connection, for races.
 */
export function useTestDatabase(): TestDatabase {
  const name = `test_${randomBytes(8).toString("hex")}`;
  const url = serverUrl(name);
  const clients: postgres.Sql[] = [];
  const unscoped = new Set<string>();
  const logger = {
    logQuery(query: string) {
      for (const table of findUnscoped(query)) unscoped.add(`${table}: ${query}`);
    },
  };
  const open = (options: object) => {
    const client = postgres(url, { max: 10, onnotice: () => undefined, connection: { role: APP_ROLE } });
    clients.push(client);
    return drizzle(client, options);
  };
  const connect = () => open({ logger });
  beforeAll(() => createDatabase(name));
  afterAll(async () => {
    const record = open({});
    await expectIntactRecord(record);
    await expectDocumentedRecord(record);
    await Promise.all(clients.map((client) => client.end({ timeout: 5 })));
    const admin = postgres(serverUrl(), { max: 1, onnotice: () => undefined });
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
    expect([...unscoped], "statements that do not name the workspace of a tenant table").toEqual([]);
  });
  return { db: connect(), url, connect };
}

/** What `database()` gives is this file's database, while the file runs. */
export function useAsPool(db: PostgresJsDatabase): void {
  const holder = globalThis as { sallyportPool?: object };
  const before = holder.sallyportPool;
  beforeAll(() => {
    holder.sallyportPool = { db, close: async () => undefined };
  });
  afterAll(() => {
    holder.sallyportPool = before;
  });
}
