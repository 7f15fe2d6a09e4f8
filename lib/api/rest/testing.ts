import type { Sql } from "postgres";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { CLIENT, type Place } from "../../identity/testing";
import type { Caller } from "../caller";
import { SCOPE_NAMES, type Scope } from "../core/scopes";
import { handleRest } from "./app";
import { NDJSON } from "./document";

let numbered = 0;

/** A program of a workspace, by default with every scope. */
export const callerOf = ({ workspaceId }: Pick<Place, "workspaceId">, set: Partial<Caller> = {}): Caller => ({
  clientId: `app_${++numbered}`,
  name: "Provisioning",
  workspace: { id: workspaceId, name: "Acme" },
  scopes: SCOPE_NAMES,
  policies: null,
  heldBy: [],
  ...set,
});

export const without = (scopes: readonly string[]): Scope[] =>
  SCOPE_NAMES.filter((scope) => !scopes.includes(scope));

export type Answer = {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { [index: number]: unknown };
};
export type Send = (line: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

/** Sends `GET /users/x` and its likes to the API in this process, as `caller`; null: with a token that is none. */
export const sender =
  (db: Db, caller: Caller | null): Send =>
  async (line, body, headers = {}) => {
    const [method = "GET", path = "/"] = line.split(" ");
    const request = new Request(`http://localhost:3000/api/v2${path}`, {
      method,
      headers: {
        authorization: "Bearer good",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const response = await handleRest(request, {
      db,
      client: CLIENT,
      authenticate: async (_db, authorization) => {
        if (!caller || authorization !== "Bearer good") throw new AppError("access_token_invalid");
        return caller;
      },
    });
    const text = await response.text();
    const type = response.headers.get("content-type") ?? "";
    const read = () => {
      if (type === NDJSON)
        return text
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line));
      return type.includes("json") ? JSON.parse(text) : text;
    };
    return { status: response.status, headers: response.headers, body: text ? read() : null };
  };

/** As though so many calls were made in this minute, by whoever made any; the next one's too, for it may turn meanwhile. */
export const useUpMinute = (sql: Sql, calls: number): Promise<unknown> =>
  sql`insert into rate_windows (key, window_start, count)
    select key, window_start + n * interval '1 minute', ${calls}::int from rate_windows, generate_series(0, 1) n
    group by 1, 2
    on conflict (key, window_start) do update set count = excluded.count`;
