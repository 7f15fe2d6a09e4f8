import type { z } from "@hono/zod-openapi";
import type { Admin } from "../../admin/authority";
import type { ErrorCode } from "../../core/errors";
import type { Db } from "../../db/client";
import type { Caller } from "../caller";
import type { Scope } from "../core/scopes";

export type Method = "get" | "post" | "put" | "patch" | "delete";

export type Call<P = unknown, Q = unknown, B = unknown> = {
  db: Db;
  caller: Caller;
  workspaceId: string;
  actor: Admin;
  params: P;
  query: Q;
  body: B;
};

/** One operation of the API: who may, what is sent, what comes back, and the one service call between. */
export type Operation<P = unknown, Q = unknown, B = unknown> = {
  method: Method;
  path: string;
  tag: string;
  summary: string;
  description?: string;
  /** Any of these lets the caller in; none: every valid token does. */
  scopes: readonly Scope[];
  /** It falls on the whole workspace: no program that is bounded to policies may. */
  isForAll?: true;
  /** What else of the caller's scopes counts here: for what loosens. */
  alsoUses?: readonly Scope[];
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  status: 200 | 201 | 202 | 204;
  /** It answers text of this type, piece by piece, in place of JSON. */
  textType?: "text/csv";
  /** `fields` and `include_fields` choose what of an answer is sent. */
  isSelectable?: true;
  answer?: z.ZodType;
  /** The answer is an array, and leaves as NDJSON: each item a line. */
  isLines?: true;
  /** What can go wrong beyond what every operation shares. */
  errors?: readonly ErrorCode[];
  run: (call: Call<P, Q, B>) => Promise<unknown>;
  /** The resource as it stands, locked: what `If-Match` is held against. */
  current?: (call: Call<P, Q, B>) => Promise<unknown>;
};

type Output<S> = S extends z.ZodType ? z.output<S> : undefined;

/** Declares an operation; `run` gets what its schemas let through, and what it answers is cut to `answer`. */
export function operation<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  spec: Omit<Operation<Output<P>, Output<Q>, Output<B>>, "params" | "query" | "body"> & {
    params?: P;
    query?: Q;
    body?: B;
  },
): Operation {
  return spec as unknown as Operation;
}
