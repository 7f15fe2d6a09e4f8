import "server-only";
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import type postgres from "postgres";
import { databaseErrorCode } from "../core/errors";

/** What every connection of the application runs as: it reads and writes rows, and to the audit log it only adds. */
export const APP_ROLE = "sallyport_app";

/** What an event is written with; its time and position are the database's own. */
const WRITTEN_COLUMNS =
  "workspace_id, id, action, result, actor_kind, actor_id, target_id, ip, user_agent, request_id, data";

const GRANTS = `
  grant usage on schema public, drizzle, audit to ${APP_ROLE};
  grant select, insert, update, delete on all tables in schema public to ${APP_ROLE};
  grant usage on all sequences in schema public to ${APP_ROLE};
  grant select on all tables in schema drizzle to ${APP_ROLE};
  revoke all on audit_events, audit_blocks from ${APP_ROLE};
  grant select on audit_events, audit_blocks to ${APP_ROLE};
  grant insert (${WRITTEN_COLUMNS}) on audit_events to ${APP_ROLE};
  grant insert on audit_blocks to ${APP_ROLE};
  revoke all on audit_frontier from ${APP_ROLE};
  grant select, update (position) on audit_frontier to ${APP_ROLE};
  grant execute on function audit.make_months_ahead() to ${APP_ROLE};
  grant usage on schema pgboss to ${APP_ROLE};
  grant select, insert, update, delete on pgboss.job, pgboss.job_common, pgboss.schedule to ${APP_ROLE};
  grant select, insert, update on pgboss.queue to ${APP_ROLE};
  grant select, update (cron_on, flow_on, reindex_on, monitor_backoff_on) on pgboss.version to ${APP_ROLE};
  grant select, delete on pgboss.job_dependency to ${APP_ROLE};`;

/** What a database of one's own must allow, in the words of whoever has to allow it. */
const explain = (owner: string, login: string): string =>
  [
    `The database must know the role ${APP_ROLE}, and ${owner} may not make it. Let an administrator of the server run once:`,
    `  create role ${APP_ROLE} nologin;`,
    ...[...new Set([owner, login])].map((name) => `  grant ${APP_ROLE} to "${name}";`),
  ].join("\n");

const isRefusal = (error: unknown): boolean => databaseErrorCode(error) === "42501";

/** Databases of one server share its roles, so another may be making it at this moment. */
const isMadeMeanwhile = (error: unknown): boolean =>
  ["42710", "23505", "XX000"].includes(databaseErrorCode(error) ?? "");

/** The password as the server keeps it: the statement that sets it may end in a log. RFC 5803. */
function scramVerifier(password: string): string {
  const [salt, rounds] = [randomBytes(16), 4_096];
  const salted = pbkdf2Sync(password.normalize("NFKC"), salt, rounds, 32, "sha256");
  const mac = (text: string) => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(mac("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${rounds}:${salt.toString("base64")}$${stored}:${mac("Server Key").toString("base64")}`;
}

async function makeRole(sql: postgres.Sql): Promise<void> {
  const [found] = await sql`select 1 from pg_roles where rolname = ${APP_ROLE}`;
  if (found) return;
  try {
    await sql.unsafe(`create role ${APP_ROLE} nologin`);
  } catch (error) {
    if (!isMadeMeanwhile(error)) throw error;
  }
}

async function letIn(sql: postgres.Sql, member: string): Promise<void> {
  const [row] = await sql`select pg_has_role(${member}, ${APP_ROLE}, 'SET') as is_member`;
  if (!row?.is_member) await sql.unsafe(`grant ${APP_ROLE} to "${member.replaceAll('"', '""')}"`);
}

/** The role itself signs in: with this password, unless an administrator of the server keeps it. */
async function letSignIn(sql: postgres.Sql, password: string): Promise<void> {
  try {
    await sql.unsafe(`alter role ${APP_ROLE} login password '${scramVerifier(password)}'`);
  } catch (error) {
    const [row] = await sql`select rolcanlogin from pg_roles where rolname = ${APP_ROLE}`;
    if (!isRefusal(error) || !row?.rolcanlogin) throw error;
  }
}

/**
 * Makes the application's role and gives it what it needs and no more, at every start: roles are no part of a database's
 * dump, and every migration may bring tables. `login`: what the application signs in with, where that is not the owner.
 * Fails with what an administrator of the server has to run, where the owner may not.
 */
export async function grantAppRole(
  sql: postgres.Sql,
  owner: string,
  login: { name: string; password: string },
): Promise<void> {
  try {
    await makeRole(sql);
    await letIn(sql, owner);
    await (login.name === APP_ROLE ? letSignIn(sql, login.password) : letIn(sql, login.name));
  } catch (error) {
    throw isRefusal(error) ? new Error(explain(owner, login.name), { cause: error }) : error;
  }
  await sql.begin((tx) => tx.unsafe(GRANTS));
}
