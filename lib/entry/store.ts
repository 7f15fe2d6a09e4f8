import "server-only";
import { eq, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { passkeyChallenges } from "../db/schema/directory";

/** WebAuthn challenges live 5 minutes (contract §6). */
const CHALLENGE_MINUTES = 5;

export const insertPasskeyChallenge = (db: Db, row: { id: string; challenge: string }): Promise<unknown> =>
  db
    .insert(passkeyChallenges)
    .values({ ...row, expiresAt: sql`now() + make_interval(mins => ${CHALLENGE_MINUTES}::int)` });

/** Takes a sign-in challenge out, in one statement, before anything is verified with it. */
export async function takePasskeyChallenge(db: Db, id: string): Promise<string | null> {
  const [row] = await db
    .delete(passkeyChallenges)
    .where(eq(passkeyChallenges.id, id))
    .returning({
      challenge: passkeyChallenges.challenge,
      isLive: sql<boolean>`${passkeyChallenges.expiresAt} > now()`,
    });
  return row?.isLive ? row.challenge : null;
}

/** At most `limit` at once; says how many went. */
export async function deleteStalePasskeyChallenges(db: Db, limit: number): Promise<number> {
  const rows = await db.execute(sql`delete from passkey_challenges where id in (
    select id from passkey_challenges where expires_at < now() order by expires_at limit ${limit} for update skip locked
  ) returning 1`);
  return rows.length;
}
