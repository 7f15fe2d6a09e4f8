import "server-only";
import type postgres from "postgres";

/** The secret of the newest link that was mailed to an address. */
export async function mailedToken(sql: postgres.Sql, email: string): Promise<string> {
  const [mail] = await sql`select body from messages where recipient = ${email} and body like '%http%/%/%.%'
    order by created_at desc, id desc limit 1`;
  const token = /https?:\/\/\S+\/([\w-]+\.[\w-]+)$/m.exec(String(mail?.body))?.[1];
  if (!token) throw new Error(`no link was mailed to ${email}`);
  return token;
}

/** Lets every mailed link grow older. */
export const ageTokens = (sql: postgres.Sql, seconds: number) =>
  sql`update tokens set expires_at = expires_at - make_interval(secs => ${seconds})`;
