/** A failure whose message is meant for the person who started the program: one line, with a way out. */
export class EmbeddedFailure extends Error {
  override readonly name = "EmbeddedFailure";
}

const CLEAR_LINES: { when: RegExp; line: (place: string) => string }[] = [
  {
    when: /No space left on device|Check free disk space|ENOSPC|Disk quota exceeded|EDQUOT/,
    line: (place) =>
      `The disk that holds ${place} is full. Free some space (200 MB is enough) and start again; nothing confirmed is lost.`,
  },
  {
    when: /database files are incompatible|not compatible with this version/,
    line: (place) =>
      `${place} was made by another major version of PostgreSQL. Dump it with that version, or set DATABASE_URL.`,
  },
  {
    when: /Read-only file system|EROFS/,
    line: (place) => `${place} is on a read-only file system. Set DATA_DIR to a folder that can be written.`,
  },
  {
    when: /Permission denied|EACCES|EPERM|Operation not permitted/,
    line: (place) =>
      `${place} belongs to another user. Start as that user, or set DATA_DIR to a folder of your own.`,
  },
];

/** Turns what PostgreSQL or the file system said into one line a person can act on. */
export function explainFailure(said: string, place: string): EmbeddedFailure {
  const known = CLEAR_LINES.find(({ when }) => when.test(said));
  if (known) return new EmbeddedFailure(known.line(place));
  const lines = said.split("\n").map((line) => line.trim());
  const telling = lines.filter((line) => /FATAL|PANIC|error:/i.test(line)).at(-1) ?? lines.findLast(Boolean);
  return new EmbeddedFailure(`PostgreSQL in ${place} did not start: ${telling ?? "it said nothing"}`);
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;
