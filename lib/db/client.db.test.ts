import { inspect } from "node:util";
import { sql } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { toAppError } from "../core/errors";
import { connect } from "./client";
import { addresses } from "./schema/directory";
import { useTestDatabase } from "./testing";
import { inTransaction } from "./transaction";

const pool = connect(useTestDatabase().url, 2);
const { db } = pool;
afterAll(pool.close);

const SECRET = "a hash, or a mail with a live link";
const unstorable = { email: SECRET, workspaceId: "wsp_none", userId: "\u0000" };

const failing: [string, () => Promise<unknown>][] = [
  ["query", async () => db.execute(sql`select ${SECRET}::text, 1 / 0`)],
  ["change", async () => db.insert(addresses).values(unstorable)],
  ["change in a transaction", () => inTransaction(db, async (tx) => tx.insert(addresses).values(unstorable))],
];

test.each(failing)("a %s that fails does not carry its values into the error", async (_what, run) => {
  const error = await run().catch((thrown: unknown) => thrown);
  expect(error).toHaveProperty("message", expect.stringContaining("Failed query"));
  expect(inspect(error, { depth: 9 })).not.toContain(SECRET);
});

test("text that the database cannot hold is the sender's mistake, not ours", async () => {
  const error = await db.execute(sql`select ${"\u0000"}::text`).catch((thrown: unknown) => thrown);
  expect(toAppError(error).code).toBe("invalid_input");
});
