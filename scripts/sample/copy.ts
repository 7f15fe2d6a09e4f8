import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type postgres from "postgres";

export type Value = string | number | boolean | Date | null | readonly string[];
export type Row = readonly Value[];

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function textOf(value: Value): string {
  if (value === null) return "\\N";
  if (typeof value === "string") return value.replace(/[\\\t\n\r]/g, (found) => ESCAPES[found] ?? found);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object") return `{${value.join(",")}}`;
  return String(value);
}

const LINES_AT_ONCE = 1_000;

function* chunks(rows: Iterable<Row>): Generator<string> {
  let lines: string[] = [];
  for (const row of rows) {
    lines.push(row.map(textOf).join("\t"));
    if (lines.length < LINES_AT_ONCE) continue;
    yield `${lines.join("\n")}\n`;
    lines = [];
  }
  if (lines.length > 0) yield `${lines.join("\n")}\n`;
}

/** Writes rows by COPY, in one statement, without ever holding them all. */
export async function copyRows(
  sql: postgres.Sql | postgres.TransactionSql,
  table: string,
  columns: readonly string[],
  rows: Iterable<Row>,
): Promise<void> {
  const sink = await sql.unsafe(`copy ${table} (${columns.join(", ")}) from stdin`).writable();
  await pipeline(Readable.from(chunks(rows), { objectMode: true }), sink);
}

/**
 * A transaction in which no trigger and no check of a reference runs, where the server lets us (a superuser): what is copied is
 * whole already, and what is removed goes with all that refers to it. Elsewhere they run, which takes longer.
 */
export const withoutTriggers = (
  sql: postgres.Sql,
  work: (tx: postgres.TransactionSql) => Promise<unknown>,
): Promise<unknown> =>
  sql.begin(async (tx) => {
    await tx.savepoint((step) => step`set local session_replication_role = replica`).catch(() => undefined);
    return work(tx);
  });
