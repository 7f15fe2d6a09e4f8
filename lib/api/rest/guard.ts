import "server-only";
import type { Client } from "../../core/client";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { countAndTell } from "../../ratelimit/windows";
import type { Authenticate, Caller } from "../caller";
import type { Scope } from "../core/scopes";

/** Calls of one program per minute. */
export const CALLS_PER_MINUTE = 600;
/** Calls without a good token from one address per minute. */
export const UNKNOWN_PER_MINUTE = 120;
const WINDOW_SECONDS = 60;

/** How a caller's minute stands. */
export type Room = { now: Date; isOver: boolean; limits: Record<string, string> };
export type Admitted = Room & { caller: Caller };

const TOKEN_PARAMETERS = ["access_token", "token"];

/** Throws `token_in_query`, even beside a good header. */
export function refuseTokenInQuery({ url }: { url: string }): void {
  const query = new URL(url).searchParams;
  if (TOKEN_PARAMETERS.some((name) => query.has(name))) throw new AppError("token_in_query");
}

/**
 * Who calls, counted. A token counts in `Authorization: Bearer` alone: in an address it is refused even beside a good header,
 * and neither Basic nor a cookie says anything here (A82). Throws `token_in_query`, `access_token_invalid`.
 */
export async function admit(request: Request, { db, client, authenticate }: Surroundings): Promise<Admitted> {
  refuseTokenInQuery(request);
  const caller = await authenticate(db, request.headers.get("authorization")).catch((error: unknown) =>
    countUnknown(db, client, error),
  );
  return { caller, ...(await countCalls(db, caller)) };
}

/** Whoever shows no right to call is counted by address. Throws `rate_limited` beyond what a minute allows, else what was wrong. */
async function countUnknown(db: Db, { ip }: Client, error: unknown): Promise<never> {
  if (!(error instanceof AppError) || error.code !== "access_token_invalid") throw error;
  const limit = { name: "api unknown", subject: ip, max: UNKNOWN_PER_MINUTE, windowSeconds: WINDOW_SECONDS };
  const { count, at, resetsAt } = await countAndTell(db, limit);
  if (count <= limit.max) throw error;
  const seconds = (resetsAt.getTime() - at.getTime()) / 1_000;
  throw new AppError("rate_limited", { retryAfterSeconds: Math.max(1, Math.ceil(seconds)) });
}

/** Counts so many calls of one caller's. */
export async function countCalls(db: Db, caller: Pick<Caller, "clientId">, times = 1): Promise<Room> {
  const limit = {
    name: "api",
    subject: caller.clientId,
    max: CALLS_PER_MINUTE,
    windowSeconds: WINDOW_SECONDS,
  };
  const { count, at, resetsAt } = await countAndTell(db, limit, times);
  const limits = {
    "x-ratelimit-limit": String(limit.max),
    "x-ratelimit-remaining": String(Math.max(0, limit.max - count)),
    "x-ratelimit-reset": String(Math.ceil(resetsAt.getTime() / 1_000)),
  };
  return { now: at, isOver: count > limit.max, limits };
}

/** Throws `rate_limited` once the minute's calls are used up. */
export function requireRoom({ now, isOver, limits }: Room): void {
  if (!isOver) return;
  const seconds = Number(limits["x-ratelimit-reset"]) - now.getTime() / 1_000;
  throw new AppError("rate_limited", { retryAfterSeconds: Math.max(1, Math.ceil(seconds)) });
}

export function requireScope({ scopes }: Caller, wanted: readonly Scope[]): void {
  if (wanted.length === 0 || wanted.some((scope) => scopes.includes(scope))) return;
  throw new AppError("insufficient_scope", { scopes: wanted });
}

/** Throws `missing_right` for a program that is bounded to policies. */
export function requireUnbounded({ policies }: Caller): void {
  if (policies !== null) throw new AppError("missing_right");
}

export type Surroundings = { db: Db; client: Client; authenticate: Authenticate };
