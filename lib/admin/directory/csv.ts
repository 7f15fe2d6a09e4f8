/** What a spreadsheet would take for a formula, at the start of a cell (OWASP CSV injection), fullwidth forms included. */
const FORMULA = /^[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/;
const QUOTED = /[",\r\n]/;

/** One cell (RFC 4180); one that begins like a formula is led by an apostrophe, which spreadsheets hide. */
export function csvCell(value: string | null | undefined): string {
  const text = value ?? "";
  const safe = FORMULA.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLine = (cells: readonly (string | null | undefined)[]): string =>
  `${cells.map(csvCell).join(",")}\r\n`;
