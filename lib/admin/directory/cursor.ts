import type { Place } from "../../policy/directory/terms";

/** Where the next page begins, as it travels in an address. */
export const writeCursor = ({ key, id }: Place): string =>
  Buffer.from(JSON.stringify([key, id])).toString("base64url");

/** What is no cursor begins the list at its start. */
export function readCursor(cursor: string | null, isDate: boolean): Place | null {
  if (!cursor) return null;
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    const [key, id] = Array.isArray(read) ? read : [];
    if (typeof key !== "string" || typeof id !== "string" || /\0/.test(key + id)) return null;
    return isDate && !MOMENT.test(key) ? null : { key, id };
  } catch {
    return null;
  }
}

/** As the database writes one in UTC. */
const MOMENT = /^(-infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00)$/;
