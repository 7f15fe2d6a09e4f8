import "server-only";
import { type SQL, sql } from "drizzle-orm";

/**
 * A user's place among a hundred, 0–99, the same for ever and on every database: from a hash of workspace and user. Takes
 * the two columns.
 */
export const spotOf = (workspaceId: SQL, userId: SQL): SQL => sql`(('x' || encode(substring(
  sha256(convert_to(${workspaceId} || ' ' || ${userId}, 'UTF8')) from 1 for 4), 'hex'))::bit(32)::bigint % 100)::int`;
