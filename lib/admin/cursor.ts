/** Where a list by name goes on, as it is sent out. */
type Mark = { name: string; id: string };

export const writeCursor = ({ name, id }: Mark): string =>
  Buffer.from(JSON.stringify([name, id])).toString("base64url");

/** What was sent out, or null for anything else: the list then begins. */
export function readCursor(cursor: string | null): Mark | null {
  if (!cursor) return null;
  try {
    const [name, id] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as unknown[];
    return typeof name === "string" && typeof id === "string" ? { name, id } : null;
  } catch {
    return null;
  }
}
