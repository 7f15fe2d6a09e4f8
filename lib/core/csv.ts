/**
 * One line of CSV (RFC 4180). A value that a spreadsheet would run as a formula gets an apostrophe before it, which shows it
 * as the text that it is (ASVS 1.2.10).
 */
export const csvLine = (values: readonly (string | number | null)[]): string =>
  `${values.map(cell).join(",")}\r\n`;

function cell(value: string | number | null): string {
  if (value === null) return "";
  const text = String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
