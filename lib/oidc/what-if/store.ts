import "server-only";
import { and, asc, eq, isNull, ne } from "drizzle-orm";
import type { Db } from "../../db/client";
import { applications } from "../../db/schema/applications";

/** More are not offered to choose from. */
const MOST_OFFERED = 200;

/** Applications of a workspace that people sign in to and that are switched on, by name. */
export const listNames = (db: Db, workspaceId: string): Promise<{ id: string; name: string }[]> =>
  db
    .select({ id: applications.id, name: applications.name })
    .from(applications)
    .where(
      and(
        eq(applications.workspaceId, workspaceId),
        isNull(applications.disabledAt),
        ne(applications.kind, "machine"),
      ),
    )
    .orderBy(asc(applications.name), asc(applications.id))
    .limit(MOST_OFFERED);
