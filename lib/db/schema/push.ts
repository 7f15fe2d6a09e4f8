import { sql } from "drizzle-orm";
import { foreignKey, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, moment, workspaceId } from "./columns";
import { flows } from "./factors";
import { ofUser } from "./users";

/** What this installation made for itself at its first start, sealed. */
export const installation = pgTable("installation", {
  name: text("name").primaryKey(),
  value: text("value").notNull(),
  createdAt: createdAt(),
});

/** A challenge that waits for the answer of another device. It goes with its flow. */
export const pushApprovals = pgTable(
  "push_approvals",
  {
    workspaceId: workspaceId(),
    id: text("id").notNull(),
    userId: text("user_id").notNull(),
    flowId: text("flow_id").notNull(),
    /** Two digits that the asking screen shows and the device has to name. */
    number: text("number").notNull(),
    ip: text("ip").notNull(),
    userAgent: text("user_agent").notNull(),
    /** The name of the application whose request began it; null: Sallyport itself. */
    application: text("application"),
    createdAt: createdAt(),
    /** `approved`, `denied`, `not_me` or `wrong_number`; null: none yet. There is one, and it stays. */
    answer: text("answer"),
    /** The credential of the device that answered. */
    answeredBy: text("answered_by"),
    answeredAt: moment("answered_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    ofUser(t),
    foreignKey({
      columns: [t.workspaceId, t.flowId],
      foreignColumns: [flows.workspaceId, flows.id],
    }).onDelete("cascade"),
    index("push_approvals_by_flow").on(t.workspaceId, t.flowId),
    index("push_approvals_open").on(t.workspaceId, t.userId, t.createdAt).where(sql`answered_at is null`),
  ],
);
