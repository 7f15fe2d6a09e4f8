import { stringify } from "csv-stringify/sync";

export const CSV = "text/csv; charset=utf-8";

/** No spreadsheet takes a cell for a formula (OWASP CSV injection). */
const write = (cells: readonly string[]): string => stringify([cells], { escape_formulas: true });

/**
 * The lines of a CSV file, written while its rows are found, so that any number of them needs no memory. The first mark tells
 * spreadsheets that it is UTF-8.
 */
export async function* csvLines(
  header: readonly string[],
  rows: AsyncGenerator<readonly string[]>,
): AsyncGenerator<string> {
  yield `\uFEFF${write(header)}`;
  for await (const row of rows) yield write(row);
}
