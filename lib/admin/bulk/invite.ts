import "server-only";
import { parse } from "csv-parse/sync";
import type { z } from "zod";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import type { Actor } from "../../flows/context";
import { requireMayInvite } from "../invitations";
import { type invitingSchema, MOST_GUESTS } from "./kinds";
import { startRun } from "./runs";

/**
 * Invites everybody of a CSV file, one row after the other; each row's result stands in the run. Throws `invalid_input` for
 * what is no such file, `too_many` for more than 1,000 rows, and whatever one such invitation is refused with.
 */
export async function inviteMany(
  db: Db,
  actor: Actor,
  { csv, preset }: { csv: string; preset: z.output<typeof invitingSchema> },
): Promise<{ runId: string; count: number }> {
  await requireMayInvite(db, actor, preset);
  const rows = readGuests(csv);
  const inputs = rows.map((input) => ({ input }));
  const run = await startRun(db, actor, { kind: "invite", input: preset, filter: null, rows: inputs });
  return { ...run, count: rows.length };
}

/** The rows as they stand there; whether an address is one is each row's own question. */
function readGuests(csv: string): { email: string; name: string }[] {
  const records = parseCsv(csv);
  const [head = [], ...rest] = records;
  const names = head.map((cell) => cell.toLowerCase());
  const [email, name] = [names.indexOf("email"), names.indexOf("name")];
  if (email < 0 || name < 0 || rest.length === 0)
    throw new AppError("invalid_input", { fields: CSV_IS_WRONG });
  if (rest.length > MOST_GUESTS) throw new AppError("too_many");
  return rest.map((cells) => ({ email: cells[email] ?? "", name: cells[name] ?? "" }));
}

const CSV_IS_WRONG = { csv: "invalid_input" };

function parseCsv(csv: string): string[][] {
  try {
    const delimiter = [",", ";", "\t"];
    return parse(csv, { bom: true, delimiter, trim: true, skip_empty_lines: true, relax_column_count: true });
  } catch (cause) {
    throw new AppError("invalid_input", { cause, fields: CSV_IS_WRONG });
  }
}
