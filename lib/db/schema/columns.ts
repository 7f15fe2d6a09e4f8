import { text, timestamp } from "drizzle-orm/pg-core";

/** First in the primary key of every tenant table: what lets the database be sharded by workspace. */
export const workspaceId = () => text("workspace_id").notNull();

export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

export const createdAt = () => moment("created_at").notNull().defaultNow();
