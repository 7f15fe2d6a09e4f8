import "server-only";
import { headers } from "next/headers";
import type { z } from "zod";
import { checkFreshProof, spendingProof, spendProof } from "../context/require";
import type { Client } from "../core/client";
import { AppError, ERRORS, type ErrorCode, toAppError } from "../core/errors";
import { logger } from "../core/logger";
import { type Db, database } from "../db/client";
import type { Actor } from "../flows/context";
import type { Right } from "../identity/core/rights";
import { hasRight } from "../identity/core/rights";
import { clientOf, requireSameOrigin } from "./request";
import { type Access, requireLevel } from "./standing";
import { currentViewer } from "./viewer";

export type ActionFailure = {
  ok: false;
  code: ErrorCode;
  message: string;
  retryAfterSeconds?: number;
  fields?: Record<string, string>;
  flowUrl?: string;
  challenge?: readonly string[];
  requestId: string;
};
export type ActionResult<T> = { ok: true; data: T } | ActionFailure;

/** One translation at this edge: the code and its public text go out, everything else goes to the log. */
function toFailure(thrown: unknown, client: Client): ActionFailure {
  const error = toAppError(thrown);
  const { cause, log, wanted, ...details } = error.details;
  if (error.status >= 500)
    logger().error({ requestId: client.requestId, error: error.code, err: cause, ...log }, "action failed");
  return {
    ok: false,
    code: error.code,
    message: ERRORS[error.code].message,
    ...details,
    requestId: client.requestId,
  };
}

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields = Object.fromEntries(
    result.error.issues.map((issue) => [issue.path.join("."), "invalid_input"]),
  );
  throw new AppError("invalid_input", { fields });
}

/** What `redirect()` and `notFound()` throw is Next's own business. */
const isNextSignal = (error: unknown): boolean =>
  error instanceof Error && "digest" in error && String(error.digest).startsWith("NEXT_");

async function answer<T>(run: (client: Client) => Promise<T>): Promise<ActionResult<T>> {
  const source = await headers();
  const client = clientOf(source);
  try {
    requireSameOrigin(source);
    return { ok: true, data: await run(client) };
  } catch (error) {
    if (isNextSignal(error)) throw error;
    return toFailure(error, client);
  }
}

/** An action that anybody may call: same origin, then the schema, then one service call. */
export function publicAction<S extends z.ZodType, T>(
  schema: S,
  run: (ctx: { db: Db; client: Client }, input: z.output<S>) => Promise<T>,
): (input: z.input<S>) => Promise<ActionResult<T>> {
  return async (input) => answer((client) => run({ db: database(), client }, parse(schema, input)));
}

export type UserActionOptions<S extends z.ZodType> = {
  /** Default `full`. */
  access?: Access;
  right?: Right;
  /** A proof inside the step-up window: at the user's own highest level, or `aal2`. */
  freshProof?: "own" | "aal2";
  input: S;
};

/** An action of a session. Guards come first, in this order, and parsing after them: a refusal tells nothing else. */
export function userAction<S extends z.ZodType, T>(
  { access = "full", right, freshProof, input: schema }: UserActionOptions<S>,
  run: (ctx: { db: Db; actor: Actor }, input: z.output<S>) => Promise<T>,
): (input: z.input<S>) => Promise<ActionResult<T>> {
  return async (input) =>
    answer(async (client) => {
      const { subject } = await currentViewer();
      const permitted = requireLevel(subject, access);
      if (right && !hasRight(permitted.user, right)) throw new AppError("missing_right");
      const wanted = freshProof && { level: freshProof, isSettingUp: access === "setup" };
      const isToSpend = wanted && checkFreshProof(permitted, wanted) === "to_spend";
      const parsed = parse(schema, input);
      const db = database();
      const served = isToSpend ? await spendProof(db, permitted) : permitted;
      return spendingProof(db, served, (actor) => run({ db, actor: { subject: actor, client } }, parsed));
    });
}
