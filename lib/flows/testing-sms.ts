import "server-only";
import { beforeEach, expect } from "vitest";
import { keyedHash } from "../core/crypto";
import type { TestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { after, makeUser, makeWorkspace, signedIn } from "../identity/testing";
import { beginChallenge, type ChallengePurpose, finishChallenge } from "./challenge";
import type { Actor } from "./context";
import { beginEnrollment, finishEnrollment } from "./enroll";

export const OPEN = { methods: ["passkey", "totp", "sms"], smsCountries: ["*"] };
let numbered = 0;
/** A number of its own for each test, in a block of its own. */
export const newNumber = (): string =>
  `+49151${String(10_000_000 + ((++numbered * 1_000_037) % 89_000_000))}`;

/** People with phones, the codes that come to them, and time that passes. */
export function useSms(database: TestDatabase) {
  const { db } = database;
  const sql = useRaw(database);
  beforeEach(() => sql`delete from rate_windows`);
  const makePlace = (set = {}) => makeWorkspace(db, { ...OPEN, ...set });
  const makeActor = async (set = {}) => signedIn(db, await makeUser(db, await makePlace(), set));
  const sessionOf = ({ subject }: Actor) =>
    signedIn(db, { workspaceId: subject.workspace.id, id: subject.user.id });

  const beginAt = (actor: Actor, phone: string, pool = db) =>
    beginEnrollment(pool, actor, { kind: "sms", purpose: "two_factor", setup: { phone, country: "DE" } });
  const finishSetUp = (actor: Actor, flowId: string, code: string, replaces?: string) =>
    codeOf(finishEnrollment(db, actor, { flowId, answer: { code }, ...(replaces ? { replaces } : {}) }));
  const ask = (actor: Actor, purpose: ChallengePurpose = "sign_in") =>
    beginChallenge(db, actor, { kind: "sms", purpose });
  const answer = (actor: Actor, flowId: string, code: string, purpose: ChallengePurpose = "sign_in") =>
    codeOf(finishChallenge(db, actor, { flowId, purpose, answer: { code } }));

  const codesTo = async (number: string): Promise<string[]> =>
    (await sql`select body from messages where channel = 'sms' and recipient = ${number} order by id`).map(
      (row) => String(row.body).slice(0, 6),
    );
  const lastCode = async (number: string): Promise<string> => (await codesTo(number)).at(-1) ?? "";
  const wrong = (code: string): string => (code === "111111" ? "222222" : "111111");

  const personOf = ({ subject }: Actor) => `${subject.workspace.id}\n${subject.user.id}`;
  const windowKey = (name: string, subject: string) => keyedHash("window", `${name}\n${subject}`);
  /** The cool-down runs out: for the flow by the actor's clock, for other sessions by the database's. */
  async function later(actor: Actor, number: string): Promise<Actor> {
    await sql`update throttles set blocked_until = now()
    where key = ${keyedHash("hold", `cooldown\n${personOf(actor)}\n${number}`)}`;
    return after(actor, 60);
  }
  /** As if the limit had been used up but for `left`, in this window and the next. */
  async function spend(name: string, subject: string, max: number, seconds: number, left = 0): Promise<void> {
    for (const ahead of [0, seconds]) {
      await sql`insert into rate_windows (key, window_start, count) values (${windowKey(name, subject)},
      to_timestamp(floor(extract(epoch from now()) / ${seconds}::int) * ${seconds}::int + ${ahead}::int), ${max - left})
      on conflict (key, window_start) do update set count = excluded.count`;
    }
  }
  const forgetBlock = (actor: Actor) =>
    sql`update factor_failures set blocked_until = null where user_id = ${actor.subject.user.id}`;

  /** Somebody whose second factor is a text message, signed in with the password alone. */
  async function makeOwner() {
    const number = newNumber();
    const first = await makeActor();
    const { flowId } = await beginAt(first, number);
    expect(await finishSetUp(first, flowId, await lastCode(number))).toBeNull();
    const actor = await later(await sessionOf(first), number);
    return { number, actor, begun: first };
  }
  const credentialsOf = ({ subject }: Actor) =>
    sql`select id, label, data from credentials where user_id = ${subject.user.id} order by id`;
  return {
    sql,
    makePlace,
    makeActor,
    sessionOf,
    beginAt,
    finishSetUp,
    ask,
    answer,
    codesTo,
    lastCode,
    wrong,
    personOf,
    windowKey,
    later,
    spend,
    forgetBlock,
    makeOwner,
    credentialsOf,
  };
}
