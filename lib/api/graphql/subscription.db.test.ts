import postgres from "postgres";
import { afterAll, expect, test } from "vitest";
import { AppError } from "../../core/errors";
import { makeSignals } from "../../db/signals";
import { useTestDatabase } from "../../db/testing";
import { CLIENT, makeUser, makeWorkspace, type Place } from "../../identity/testing";
import type { Caller } from "../caller";
import { callerOf, sender } from "../rest/testing";
import { handleGraphql } from "./handle";

const database = useTestDatabase();
const { db } = database;
const client = postgres(database.url, { max: 1, onnotice: () => undefined });
const holder = globalThis as { sallyportSignals?: unknown };
holder.sallyportSignals = makeSignals((channel, heard) => client.listen(channel, heard));
afterAll(async () => {
  holder.sallyportSignals = undefined;
  await client.end({ timeout: 1 });
});

const QUERY = "subscription { twoFactorStatusChanged { cause at user { userId status } } }";

/** A subscription as it comes in; `revoke` voids its token. */
async function follow(caller: Caller, query = QUERY) {
  let isGood = true;
  const ending = new AbortController();
  const request = new Request("http://localhost:3000/api/graphql", {
    method: "POST",
    headers: {
      authorization: "Bearer good",
      "content-type": "application/json",
      accept: "text/event-stream",
    },
    body: JSON.stringify({ query }),
    signal: ending.signal,
  });
  const authenticate = async () => {
    if (!isGood) throw new AppError("access_token_invalid");
    return caller;
  };
  const response = await handleGraphql(request, {
    db,
    client: CLIENT,
    session: async () => null,
    authenticate,
  });
  const pieces = (response.body as unknown as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  let text = "";
  const next = async (): Promise<unknown> => {
    for (;;) {
      const data = text.match(/^data: ?(.+)$/m);
      if (data) {
        text = text.slice((data.index ?? 0) + data[0].length);
        return JSON.parse(data[1] ?? "");
      }
      const { value, done } = await pieces.next();
      if (done) return null;
      text += Buffer.from(value).toString();
    }
  };
  return {
    response,
    next,
    revoke: () => {
      isGood = false;
    },
    leave: () => ending.abort(),
  };
}

const told = (userId: string | null, cause = "requirement.set", status = "PENDING") => ({
  data: {
    twoFactorStatusChanged: { cause, at: expect.any(String), user: userId && { userId, status } },
  },
});
const tick = (place: Place, id: string, required = true) =>
  sender(db, callerOf(place))(`PUT /mfa-requirements/users/${id}`, { required });
const made = async () => {
  const place = await makeWorkspace(db);
  return { place, user: await makeUser(db, place), other: await makeUser(db, place) };
};

test("A66 a change is told as it stands once it is done: to its own workspace, within reach, and to whoever asked for that user", async () => {
  const { place, user, other } = await made();
  const stranger = await made();
  const all = await follow(callerOf(place));
  expect(all.response.headers.get("content-type")).toContain("text/event-stream");
  expect(all.response.headers.get("cache-control")).toContain("no-transform");
  const one = await follow(callerOf(place), QUERY.replace("Changed", `Changed(userId: "${other.id}")`));
  const bounded = await follow(callerOf(place, { policies: ["pol_other"] }));
  const theirs = await follow(callerOf(stranger.place));
  const waiting = all.next();
  // the connection listens once a signal gets through
  await expect
    .poll(async () => {
      await tick(place, user.id);
      await tick(place, user.id, false);
      return Promise.race([waiting, null]);
    })
    .not.toBeNull();
  await tick(place, other.id);
  let heard: unknown = await waiting;
  while (!JSON.stringify(heard).includes(other.id)) heard = await all.next();
  expect(heard).toEqual(told(other.id));
  expect(await one.next()).toEqual(told(other.id));
  await tick(stranger.place, stranger.user.id);
  expect(await theirs.next()).toEqual(told(stranger.user.id));
  await sender(db, callerOf(place))("PUT /mfa-requirements/workspace", { required: true });
  expect(await all.next()).toEqual(told(null));
  expect(await bounded.next()).toEqual(told(null));
  for (const subscription of [all, one, bounded, theirs]) subscription.leave();
});

test("a subscription ends with its token, before the next change is told", async () => {
  const { place, user } = await made();
  const following = await follow(callerOf(place));
  const first = following.next();
  await tick(place, user.id);
  expect(await first).toEqual(told(user.id));
  following.revoke();
  await tick(place, user.id, false);
  expect(await following.next()).toMatchObject({
    errors: [{ extensions: { code: "access_token_invalid" } }],
  });
});

test("without the scope nothing is followed", async () => {
  const { place } = await made();
  const { response } = await follow(callerOf(place, { scopes: ["read:users"] }));
  expect(await response.text()).toContain('"code":"insufficient_scope"');
});
