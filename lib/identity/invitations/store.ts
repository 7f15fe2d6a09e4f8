import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "../../db/client";

type InvitedRow = {
  userId: string;
  email: string;
  name: string;
  role: string;
  policy: string;
  requireMfa: boolean;
  by: string | null;
  sentAt: Date;
  expiresAt: Date | null;
  isExpired: boolean;
};

/** Users without a password who were invited, the newest first, each with the newest link that was mailed. */
export async function listOpenInvitations(
  db: Db,
  workspaceId: string,
  after: string | null,
  limit: number,
): Promise<InvitedRow[]> {
  const rows = await db.execute<InvitedRow & { sentAt: string; expiresAt: string | null }>(sql`
    select u.id as "userId", u.email, u.name, u.role, p.name as policy, u.required_since is not null as "requireMfa",
      b.name as by, coalesce(t.created_at, u.created_at) as "sentAt", t.expires_at as "expiresAt",
      coalesce(t.expires_at <= now(), true) as "isExpired"
    from users u
    join policies p on p.workspace_id = u.workspace_id and p.id = u.policy_id
    left join users b on b.workspace_id = u.workspace_id and b.id = u.created_by
    left join lateral (
      select t.created_at, t.expires_at from tokens t
      where t.workspace_id = u.workspace_id and t.user_id = u.id and t.kind = 'invitation' and t.revoked_at is null
      order by t.created_at desc limit 1
    ) t on true
    where u.workspace_id = ${workspaceId} and u.password_hash is null and u.created_by is not null
      and (${after}::text is null or u.id < ${after}) and u.blocked_at is null
    order by u.id desc limit ${limit}`);
  return rows.map((row) => ({
    ...row,
    sentAt: new Date(row.sentAt),
    expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt),
  }));
}
