/** What `q` asks for: a word anywhere in name or address, one address, or one user. */
export type UserQuery = { text: string; email: string | null; userId: string | null };

const FIELD = /^(email|user_id|name):(?:"([^"]*)"|([^\s"]+))$/;

/**
 * The part of Auth0's query syntax that is understood: `email:"…"`, `user_id:"…"`, `name:…` and bare words; a `*` at the end
 * is taken as said, since names are found by any part of them. Null for anything else: a filter that was not understood is
 * never left out.
 */
export function readUserQuery(q: string): UserQuery | null {
  const query = q.trim();
  const none = { text: "", email: null, userId: null };
  const [, field, quoted, bare] = FIELD.exec(query) ?? [];
  const value = quoted ?? bare ?? "";
  if (field === "user_id") return { ...none, userId: value };
  if (field === "email" && !value.includes("*")) return { ...none, email: value };
  if (field === "name") return { ...none, text: value.replace(/\*$/, "") };
  if (field) return null;
  return /[:"()[\]{}]|\b(?:AND|OR|NOT)\b/.test(query) ? null : { ...none, text: query.replace(/\*$/, "") };
}
