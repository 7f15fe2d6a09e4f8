/** Tables outside any workspace; every other one is a tenant table. */
export const GLOBAL_TABLES = [
  "addresses",
  "passkey_directory",
  "passkey_challenges",
  "throttles",
  "rate_windows",
  "installation",
  "audit_frontier",
  "application_directory",
  "artifacts",
  "signing_keys",
] as const;

/** Tenant tables that a statement may read whole: the list of workspaces itself, walked by the operator. */
const SELF_SCOPED = new Set(["workspaces"]);

/** A statement that is meant for all workspaces says so in its text. */
const EVERY_WORKSPACE = "/* all workspaces */";

const TABLE = /\b(?:from|join|update|insert into)\s+"?([a-z_]+)"?(?:\s+(?:as\s+)?"?([a-z]\w*)"?)?/gi;
const KEYWORDS = new Set([
  "on",
  "where",
  "set",
  "join",
  "left",
  "lateral",
  "inner",
  "order",
  "values",
  "as",
  "using",
  "for",
  "limit",
  "group",
  "skip",
]);

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The queue's own tables stand outside any workspace, and a statement on them touches no others. */
const OF_THE_QUEUE = /\bpgboss\b/;

/**
 * The tenant tables of a statement for which it names no workspace: no `workspace_id` of that table (or its alias) in a
 * condition, and none among the inserted columns. Common table expressions count as tables of their own and are skipped.
 */
export function findUnscoped(text: string): string[] {
  if (text.includes(EVERY_WORKSPACE) || OF_THE_QUEUE.test(text)) return [];
  const query = text.replace(/\bextract\(\w+ from /gi, "extract(");
  const ctes = new Set(
    [...query.matchAll(/(?:\bwith|,)\s+"?([a-z_]+)"?\s+as\s+(?:materialized\s+)?\(/gi)].map(
      (match) => match[1],
    ),
  );
  const missing: string[] = [];
  for (const [clause, table = "", alias = ""] of query.matchAll(TABLE)) {
    const isSkipped =
      (GLOBAL_TABLES as readonly string[]).includes(table) || SELF_SCOPED.has(table) || ctes.has(table);
    // `on conflict … do update set` and `for update` name no table
    if (
      isSkipped ||
      KEYWORDS.has(table) ||
      table.startsWith("pg_") ||
      table === "drizzle" ||
      table.startsWith("jsonb_")
    )
      continue;
    if (/^insert/i.test(clause)) {
      if (!new RegExp(`insert into "?${literal(table)}"?\\s*\\([^)]*"?workspace_id"?`, "i").test(query))
        missing.push(table);
      continue;
    }
    const names = [table, ...(KEYWORDS.has(alias.toLowerCase()) || !alias ? [] : [alias])];
    const isScoped = names.some(
      (name) =>
        new RegExp(`"?\\b${literal(name)}"?\\."?workspace_id"?\\s*(=|in\\b)`, "i").test(query) ||
        new RegExp(`=\\s*"?\\b${literal(name)}"?\\."?workspace_id`, "i").test(query),
    );
    if (!isScoped) missing.push(table);
  }
  return missing;
}
