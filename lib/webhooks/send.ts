import "server-only";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { type Address, addressesFor, type Resolve } from "./addresses";
import { ANSWER_BODY_MS, ATTEMPT_MS, MOST_ANSWER_BYTES } from "./core/limits";

export type Post = { url: string; headers: Record<string, string>; body: string };
export type Ways = { resolve: Resolve; allowsPrivate: boolean; attemptMs?: number };

/**
 * Posts once and answers the status, whatever it is: no redirect is followed. The whole attempt, the look-up included, ends
 * after 15 s. Throws `RefusedAddress` for where nothing may be sent, and what went wrong on the way.
 */
export async function post({ url, headers, body }: Post, ways: Ways): Promise<number> {
  const target = new URL(url);
  const signal = AbortSignal.timeout(ways.attemptMs ?? ATTEMPT_MS);
  const addresses = await within(signal, addressesFor(target, ways.resolve, ways.allowsPrivate));
  const send = target.protocol === "https:" ? requestHttps : requestHttp;
  const request = send(target, {
    method: "POST",
    headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
    // A connection of its own: one that is kept open was made to an address that was checked another time
    agent: false,
    lookup: pinned(addresses),
    signal,
  });
  const answered = new Promise<IncomingMessage>((done, fail) => {
    request.once("response", done).once("error", fail);
  });
  request.end(body);
  const response = await within(signal, answered);
  // The status is known: what breaks off from here on changes nothing
  request.on("error", () => undefined);
  await letThrough(response);
  return response.statusCode ?? 0;
}

/** Answers every question for an address with those that were checked. */
const pinned =
  (addresses: Address[]): LookupFunction =>
  (_name, { all }, done) => {
    const [first] = addresses;
    if (all || !first) done(null, addresses);
    else done(null, first.address, first.family);
  };

async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const over = new Promise<never>((_done, fail) => {
    const say = () => fail(signal.reason);
    if (signal.aborted) say();
    else signal.addEventListener("abort", say, { once: true });
  });
  return Promise.race([work, over]);
}

/** Reads a little of the body, for a moment, so that an ordinary answer is not cut off; then hangs up. */
async function letThrough(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  await new Promise<void>((done) => {
    const timer = setTimeout(done, ANSWER_BODY_MS);
    const end = () => {
      clearTimeout(timer);
      done();
    };
    response.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_ANSWER_BYTES) end();
    });
    response.once("close", end).once("error", end).once("end", end);
  });
  response.destroy();
}
