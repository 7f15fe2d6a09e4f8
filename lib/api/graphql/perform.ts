import "server-only";
import type { z } from "zod";
import { checkFreshProof, spendingProof, spendProof } from "../../context/require";
import { inTransaction } from "../../db/transaction";
import type { Call, Operation } from "../rest/operation";
import { refuseInput } from "../rest/refuse-input";
import { actorFor, type Context, requireGuard, type Visitor } from "./context";

/** What an operation is called with, in the API's own spelling. */
export type Input = { params?: unknown; query?: unknown; body?: unknown };

function parse(schema: z.ZodType | undefined, input: unknown): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(input ?? {});
  refuseInput(result);
  return result.data;
}

/**
 * Runs an operation of the REST API for a field: the same guard, the same parsing, the same rule, and nothing undeclared
 * leaves. A write is one transaction of its own; a person proves freshly what they do, as they would on a page.
 */
export async function perform(context: Context, operation: Operation, input: Input): Promise<unknown> {
  requireGuard(context.visitor, operation);
  const parsed = {
    params: parse(operation.params, input.params),
    query: parse(operation.query, input.query),
    body: parse(operation.body, input.body),
  };
  const run = (db: Call["db"], visitor: Visitor) =>
    operation.run({
      ...parsed,
      db,
      caller: visitor.caller,
      workspaceId: visitor.caller.workspace.id,
      actor: actorFor({ visitor, client: context.client }, operation),
    });
  const answer =
    operation.method === "get" ? await run(context.db, context.visitor) : await writing(context, run);
  return operation.answer ? operation.answer.parse(answer) : true;
}

/** Does a write as its own transaction, behind a person's fresh proof. */
export function writing<T>(
  { db, visitor }: Context,
  work: (tx: Call["db"], visitor: Visitor) => Promise<T>,
): Promise<T> {
  const within = (by: Visitor) => inTransaction(db, (tx) => work(tx, by));
  const { person } = visitor;
  if (!person) return within(visitor);
  return (async () => {
    const isToSpend = checkFreshProof(person, { level: "own" }) === "to_spend";
    const served = isToSpend ? await spendProof(db, person) : person;
    return spendingProof(db, served, (subject) => within({ ...visitor, person: subject }));
  })();
}
