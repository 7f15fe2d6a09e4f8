import "server-only";
import type { z } from "zod";
import { spendingProof, takeFreshProof } from "../../context/require";
import { inTransaction } from "../../db/transaction";
import type { Call, Operation } from "../rest/operation";
import { refuseInput } from "../rest/refuse-input";
import { onceFor } from "../results/service";
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
 * leaves. A write is one transaction of its own; a person proves freshly what they do, as they would on a page. `alias`: the
 * field's name in the answer.
 */
export async function perform(
  context: Context,
  operation: Operation,
  input: Input,
  alias: string,
): Promise<unknown> {
  requireGuard(context.visitor, operation);
  const parsed = {
    params: parse(operation.params, input.params),
    query: parse(operation.query, input.query),
    body: parse(operation.body, input.body),
  };
  const run = async (db: Call["db"], visitor: Visitor) => {
    const answer = await operation.run({
      ...parsed,
      db,
      caller: visitor.caller,
      workspaceId: visitor.caller.workspace.id,
      actor: actorFor({ visitor, client: context.client }, operation),
    });
    return operation.answer ? operation.answer.parse(answer) : true;
  };
  if (operation.method === "get") return run(context.db, context.visitor);
  const request = JSON.stringify([operation.method, operation.path, input]);
  return writing(context, (tx, visitor) => once(tx, context, { alias, request }, () => run(tx, visitor)));
}

/** Under an `Idempotency-Key` a program's field has its effect once, for as long as REST keeps a key. */
async function once(
  tx: Call["db"],
  { idempotencyKey, visitor }: Context,
  { alias, request }: { alias: string; request: string },
  run: () => Promise<unknown>,
): Promise<unknown> {
  if (idempotencyKey === null || visitor.person) return run();
  const { clientId, workspace } = visitor.caller;
  const key = { workspaceId: workspace.id, clientId, key: `${idempotencyKey}\ngraphql ${alias}` };
  const result = await onceFor(tx, key, request, async () => ({ status: 200, body: await run() }));
  return result.body;
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
    const served = await takeFreshProof(db, person, { level: "own" });
    return spendingProof(db, served, (subject) => within({ ...visitor, person: subject }));
  })();
}
