import "server-only";
import { CsvError, parse } from "csv-parse/sync";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { normaliseEmail } from "../../identity/core/email";
import { listIdsOf } from "../../identity/users/service";
import type { Preview } from "../../policy/preview/service";
import type { Admin } from "../authority";
import { MOST_MOVED, moveUsers } from "./moves";
import { previewMove } from "./preview";

/** One row of a file: which line, what it names, and what becomes of it. */
export type ImportRow = { line: number; user: string; result: "moves" | "stays" | "repeated" | "unknown" };

export type ImportCheck = { rows: ImportRow[]; moving: number; preview: Preview };

type Import = { policyId: string; csv: string };

const HEADINGS = ["email", "id", "user"];

/**
 * What a file of addresses or ids would do, row by row; changes nothing. Users are looked up in the actor's workspace alone:
 * anybody else's is as unknown as nobody's. Throws `invalid_input` for what is no CSV, `too_many`, `not_found`.
 */
export async function checkImport(db: Db, actor: Admin, input: Import): Promise<ImportCheck> {
  const { rows, ids } = await readRows(db, actor, input);
  return {
    rows,
    moving: rows.filter(({ result }) => result === "moves").length,
    preview: await previewMove(db, actor, { userIds: ids, policyId: input.policyId }),
  };
}

/**
 * Moves everybody a file names, or nobody: one row that names no user of the workspace fails the whole. Throws as
 * `checkImport` and `moveUsers`.
 */
export async function importMembers(db: Db, actor: Admin, input: Import): Promise<{ moved: number }> {
  const { rows, ids } = await readRows(db, actor, input);
  if (rows.some(({ result }) => result === "unknown")) throw new AppError("users_unknown");
  return moveUsers(db, actor, { userIds: ids, policyId: input.policyId });
}

async function readRows(db: Db, { subject }: Admin, { policyId, csv }: Import) {
  const named = namesOf(csv);
  if (named.length > MOST_MOVED) throw new AppError("too_many");
  const found = await listIdsOf(
    db,
    subject.workspace.id,
    named.map(({ key }) => key),
  );
  const users = new Map(found.flatMap((user) => [[user.id, user] as const, [user.email, user] as const]));
  const ids = new Set<string>();
  const rows = named.map(({ line, user, key }): ImportRow => {
    const match = users.get(key);
    if (!match) return { line, user, result: "unknown" };
    if (ids.has(match.id)) return { line, user, result: "repeated" };
    ids.add(match.id);
    return { line, user, result: match.policyId === policyId ? "stays" : "moves" };
  });
  return { rows, ids: [...ids] };
}

/** The users of a file in its order: by the column that is headed so, or else by the first one. */
function namesOf(csv: string): { line: number; user: string; key: string }[] {
  const records = readRecords(csv);
  const heading = records[0]?.record.map((cell) => cell.toLowerCase()) ?? [];
  const column = heading.findIndex((cell) => HEADINGS.includes(cell));
  const rows = column >= 0 ? records.slice(1) : records;
  return rows.map(({ line, record }) => {
    const user = record[Math.max(column, 0)] ?? "";
    return { line, user: user.slice(0, LONGEST), key: user.includes("@") ? normaliseEmail(user) : user };
  });
}

/** More of a cell is not shown again. */
const LONGEST = 120;

function readRecords(csv: string): { line: number; record: string[] }[] {
  try {
    const options = {
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
    } as const;
    const read = parse(csv, options) as unknown as { info: { lines: number }; record: string[] }[];
    return read.map(({ info, record }) => ({ line: info.lines, record }));
  } catch (error) {
    if (error instanceof CsvError) throw new AppError("invalid_input", { fields: { csv: "invalid_input" } });
    throw error;
  }
}
