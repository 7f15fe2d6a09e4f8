import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { CLIENT } from "../../identity/testing";
import type { SessionSubject } from "../../policy/facts";
import type { Caller } from "../caller";
import { antiForgeryToken, CSRF_HEADER, handleGraphql } from "./handle";

export type Failure = { message: string; path?: (string | number)[]; extensions: Record<string, unknown> };
export type Answered = {
  status: number;
  headers: Headers;
  data: Record<string, unknown> | null;
  errors: Failure[];
  code: unknown;
};
export type Ask = (query: string, variables?: unknown, headers?: Record<string, string>) => Promise<Answered>;

const request = (query: string, variables: unknown, headers: Record<string, string>) =>
  new Request("http://localhost:3000/api/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });

async function read(response: Response): Promise<Answered> {
  const { data = null, errors = [] } = (await response.json()) as {
    data?: Answered["data"];
    errors?: Failure[];
  };
  const { status, headers } = response;
  return { status, headers, data, errors, code: errors[0]?.extensions.code };
}

/** Asks the API in this process as `caller`; null: with a token that is none. */
export const asker =
  (db: Db, caller: Caller | null): Ask =>
  async (query, variables, headers = {}) =>
    read(
      await handleGraphql(request(query, variables, { authorization: "Bearer good", ...headers }), {
        db,
        client: CLIENT,
        session: async () => null,
        authenticate: async () => {
          if (!caller) throw new AppError("access_token_invalid");
          return caller;
        },
      }),
    );

/** Asks as a signed-in person; `csrf` null: without the anti-forgery token. */
export const personAsker =
  (db: Db, person: SessionSubject, csrf: string | null = antiForgeryToken(person)): Ask =>
  async (query, variables, headers = {}) =>
    read(
      await handleGraphql(
        request(query, variables, { ...(csrf === null ? {} : { [CSRF_HEADER]: csrf }), ...headers }),
        {
          db,
          client: CLIENT,
          session: async () => person,
          authenticate: async () => {
            throw new AppError("access_token_invalid");
          },
        },
      ),
    );
