import "server-only";
import { createYoga } from "graphql-yoga";
import type { Client } from "../../core/client";
import { isEqualSecret, keyedHash } from "../../core/crypto";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import type { SessionSubject } from "../../policy/facts";
import type { Authenticate } from "../caller";
import { admit, countCalls, type Room, refuseTokenInQuery, requireRoom } from "../rest/guard";
import { readIdempotencyKey } from "../rest/idempotency";
import { plainRequest } from "../rest/plain-request";
import { type Context, personAsCaller, type Visitor } from "./context";
import { answering, refusal, toGraphQLError } from "./errors";
import { explorer } from "./explorer";
import { LIMITS } from "./limits";
import { makeLoaders } from "./loaders";
import { counting, limits, translating } from "./plugins";
import { graphqlSchema } from "./schema";

export const GRAPHQL_PATH = "/api/graphql";
export const CSRF_HEADER = "x-csrf-token";

export type Surroundings = {
  db: Db;
  client: Client;
  authenticate: Authenticate;
  /** The signed-in person of the request, read anew; null: nobody. Throws where they have not got far enough. */
  session: () => Promise<SessionSubject | null>;
};

type Served = { context: Context };
type Door = { visitor: Visitor; admitted: Room };

const yogaOf = () =>
  createYoga<Served>({
    schema: graphqlSchema(),
    graphqlEndpoint: GRAPHQL_PATH,
    context: ({ context }) => context,
    maskedErrors: {
      maskError: (error) => toGraphQLError(error),
    },
    plugins: [limits, counting, translating],
    graphiql: false,
    landingPage: false,
    multipart: false,
    batching: false,
    cors: false,
    logging: false,
    maxRequestBodySize: LIMITS.bytes,
  });

const holder: { yoga?: ReturnType<typeof yogaOf> } = {};
const yoga = () => (holder.yoga ??= yogaOf());

/** By which a page of ours shows that it, and no other site's, sends what a person's cookie vouches for. */
export const antiForgeryToken = ({ sessionId }: SessionSubject): string =>
  keyedHash("graphql anti-forgery", sessionId);

/** Who asks: a token where one is sent, whatever cookie stands beside it; else the signed-in person. */
async function knock(request: Request, surroundings: Surroundings): Promise<Door> {
  refuseTokenInQuery(request);
  const person = request.headers.has("authorization") ? null : await surroundings.session();
  if (!person) {
    const { caller, ...room } = await admit(request, surroundings);
    return { visitor: { caller, person: null, now: room.now }, admitted: room };
  }
  const caller = personAsCaller(person);
  const admitted = await countCalls(surroundings.db, caller);
  return { visitor: { caller, person, now: person.facts.now }, admitted };
}

/** The same once more for what lasts, without counting. */
async function knockAgain(request: Request, { db, authenticate, session }: Surroundings): Promise<Visitor> {
  const authorization = request.headers.get("authorization");
  const person = authorization === null ? await session() : null;
  if (person) return { caller: personAsCaller(person), person, now: person.facts.now };
  return { caller: await authenticate(db, authorization), person: null, now: new Date() };
}

function requireAsked(request: Request, { person }: Visitor): void {
  if (person && !isEqualSecret(request.headers.get(CSRF_HEADER) ?? "", antiForgeryToken(person)))
    throw new AppError("bad_origin");
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new AppError("unsupported_media_type");
}

async function answer(request: Request, surroundings: Surroundings, door: Door): Promise<Response> {
  const { db, client } = surroundings;
  requireRoom(door.admitted);
  const { person } = door.visitor;
  if (request.method === "GET" && person) return explorer(request, antiForgeryToken(person));
  if (request.method !== "POST") throw new AppError("method_not_allowed");
  requireAsked(request, door.visitor);
  const bare = {
    db,
    client,
    ...door,
    idempotencyKey: readIdempotencyKey(request.headers),
    gone: request.signal,
    again: () => knockAgain(request, surroundings),
  };
  const context: Context = { ...bare, loaders: makeLoaders(bare) };
  return answering(client, async () => yoga().handleRequest(await plainRequest(request), { context }));
}

/** Answers one call of the GraphQL API; never throws. */
export async function handleGraphql(request: Request, surroundings: Surroundings): Promise<Response> {
  const { client } = surroundings;
  const headers = new Headers({ "cache-control": "no-store", "x-request-id": client.requestId });
  try {
    const door = await knock(request, surroundings);
    const response = await answer(request, surroundings, door).catch((error: unknown) =>
      refusal(error, client, headers),
    );
    const { headers: own } = response;
    for (const [name, value] of Object.entries(door.admitted.limits)) own.set(name, value);
    own.set("x-request-id", client.requestId);
    // Neither kept nor packed together on its way: what is streamed arrives as it happens
    const isStream = own.get("content-type")?.startsWith("text/event-stream");
    own.set("cache-control", isStream ? "no-store, no-transform" : "no-store");
    return response;
  } catch (error) {
    return refusal(error, client, headers, request.headers.has("authorization"));
  }
}
