import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, workspaceId } from "./columns";

/** What a program's writing call with an `Idempotency-Key` answered, so that the same call again has its effect once. */
export const keptResults = pgTable(
  "kept_results",
  {
    workspaceId: workspaceId(),
    clientId: text("client_id").notNull(),
    key: text("key").notNull(),
    /** SHA-256 of method, address and body: another request under the same key is refused. */
    requestHash: text("request_hash").notNull(),
    status: integer("status"),
    /** Sealed: an answer may hold a secret that is shown once. */
    body: text("body"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.clientId, t.key] }),
    index("kept_results_age").on(t.createdAt),
  ],
);
