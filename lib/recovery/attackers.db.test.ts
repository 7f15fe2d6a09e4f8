import { expect, test, vi } from "vitest";
import { requireFreshProof } from "../context/require";
import { useTestDatabase } from "../db/testing";
import { codeOf } from "../db/testing-faults";
import { requestPasswordReset, resetPassword } from "../entry/password-reset";
import { signInWithPassword } from "../entry/sign-in";
import { addApp, enrollPasskey } from "../factors/testing";
import { makeDevice } from "../factors/testing-passkey";
import { linkOf, numberOf, useDevices } from "../flows/approvals/testing-devices";
import { beginChallenge, finishChallenge } from "../flows/challenge";
import type { Actor } from "../flows/context";
import { beginEnrollment, finishEnrollment } from "../flows/enroll";
import type { SessionKey } from "../identity/sessions/service";
import {
  actorOf,
  CLIENT,
  makeUser,
  makeWorkspace,
  PASSWORD,
  REQUIRED,
  setSession,
  signedIn,
} from "../identity/testing";
import { mailedToken } from "../identity/testing-mail";
import type { UserRow } from "../identity/users/service";
import { standingFor } from "../policy/service";

// The demo's inbox is a provider like another.
vi.stubEnv("DEMO", "1");

const database = useTestDatabase();
const { db } = database;
const { sql, pair, makeOwner, say } = useDevices(database);

const CHOSEN = "violet engines under rain";
const NUMBER = "+4915112345678";
const OPEN = { methods: ["passkey", "totp", "sms", "push"], smsCountries: ["*"] };

/** What the owner of the account has set up; each state begins from a new account. */
const STATES: Record<string, (user: UserRow) => Promise<unknown>> = {
  "nothing set up, optional": async () => undefined,
  "nothing set up, required": async () => undefined,
  "authenticator app": (user) => enrolApp(user),
  "text message": (user) => enrolSms(user),
  passkey: async (user) => enrollPasskey(db, await signedIn(db, user), makeDevice().create),
  "app and push approval": async (user) => {
    const actor = await enrolApp(user);
    const { flowId, ...begun } = await beginEnrollment(db, actor, { kind: "push", purpose: "two_factor" });
    const { code } = await pair(linkOf(begun));
    await finishEnrollment(db, actor, { flowId, answer: { code } });
  },
};

async function enrolApp(user: UserRow): Promise<Actor> {
  await addApp(db, user);
  return signedIn(db, user);
}

async function enrolSms(user: UserRow): Promise<void> {
  const actor = await signedIn(db, user);
  const setup = { phone: NUMBER, country: "DE" };
  const { flowId } = await beginEnrollment(db, actor, { kind: "sms", purpose: "two_factor", setup });
  await finishEnrollment(db, actor, { flowId, answer: { code: await lastCode() } });
  await sql`delete from throttles`;
}

const lastCode = async (): Promise<string> => {
  const [row] =
    await sql`select body from messages where channel = 'sms' order by created_at desc, id desc limit 1`;
  return String(row?.body).slice(0, 6);
};

async function makeAccount(state: string): Promise<UserRow> {
  await sql`delete from rate_windows`;
  const user = await makeUser(db, await makeWorkspace(db, OPEN), state.includes("required") ? REQUIRED : {});
  await STATES[state]?.(user);
  return user;
}

const standing = async (key: SessionKey): Promise<string> => standingFor((await actorOf(db, key)).subject);

/** Signs in with what is known. */
const byPassword = async ({ email }: UserRow, password = PASSWORD): Promise<SessionKey> =>
  signInWithPassword(db, { email, password }, CLIENT);

/** Chooses a new password by mail, and signs in with it. */
async function byMailbox(user: UserRow): Promise<SessionKey> {
  await requestPasswordReset(db, user.email, CLIENT);
  const before = await sql`select 1 from sessions where user_id = ${user.id}`;
  await resetPassword(db, { token: await mailedToken(sql, user.email), password: CHOSEN }, CLIENT);
  expect(await sql`select 1 from sessions where user_id = ${user.id}`).toHaveLength(before.length);
  return byPassword(user, CHOSEN);
}

/** Reads every text message that is sent to the number. */
async function withNumber(key: SessionKey): Promise<SessionKey> {
  const actor = await actorOf(db, key);
  const begun = await beginChallenge(db, actor, { kind: "sms", purpose: "sign_in" }).catch(() => null);
  if (!begun) return key;
  const answer = { code: await lastCode() };
  return finishChallenge(db, actor, { flowId: begun.flowId, purpose: "sign_in", answer });
}

/** Sits down at a session that its owner left open: proved an hour ago. */
async function atLaptop(user: UserRow): Promise<string | null> {
  const key = await byPassword(user);
  const ago = new Date(Date.now() - 3_600_000).toISOString();
  const held = await sql`select kind, id from credentials where user_id = ${user.id} order by id limit 1`;
  const proofs = held.map(({ kind, id }) => ({
    factor: kind,
    amr: ["otp"],
    at: ago,
    credentialId: id,
    userVerified: true,
  }));
  await setSession(db, key, { proofs: [{ factor: "password", amr: ["pwd"], at: ago }, ...proofs] });
  const { subject } = await actorOf(db, key);
  const isIn = standingFor(subject) === "signed_in";
  return isIn
    ? codeOf(Promise.resolve().then(() => requireFreshProof(subject, "own")))
    : standingFor(subject);
}

const ROWS: [
  state: string,
  password: string,
  mailbox: string,
  both: string,
  number: string,
  laptop: string,
][] = [
  ["nothing set up, optional", "signed_in", "signed_in", "signed_in", "signed_in", "step_up_required"],
  [
    "nothing set up, required",
    "setup_pending",
    "setup_pending",
    "setup_pending",
    "setup_pending",
    "setup_pending",
  ],
  [
    "authenticator app",
    "half_signed_in",
    "half_signed_in",
    "half_signed_in",
    "half_signed_in",
    "step_up_required",
  ],
  ["text message", "half_signed_in", "half_signed_in", "half_signed_in", "signed_in", "step_up_required"],
  ["passkey", "half_signed_in", "half_signed_in", "half_signed_in", "half_signed_in", "step_up_required"],
  [
    "app and push approval",
    "half_signed_in",
    "half_signed_in",
    "half_signed_in",
    "half_signed_in",
    "step_up_required",
  ],
];

test.each(ROWS)(
  "A54 A55 account with %s: the password reaches %s, the mailbox %s, both %s, number and password %s, an open laptop's changes %s",
  async (state, password, mailbox, both, number, laptop) => {
    expect(await standing(await byPassword(await makeAccount(state)))).toBe(password);
    expect(await standing(await byMailbox(await makeAccount(state)))).toBe(mailbox);
    const owned = await makeAccount(state);
    await byPassword(owned);
    expect(await standing(await byMailbox(owned))).toBe(both);
    expect(await standing(await withNumber(await byPassword(await makeAccount(state))))).toBe(number);
    expect(await atLaptop(await makeAccount(state))).toBe(laptop);
  },
);

test("the number alone reaches nothing: without the password no message is sent", async () => {
  const user = await makeAccount("text message");
  await sql`delete from messages`;
  expect(await codeOf(byPassword(user, "a guess at random"))).toBe("wrong_credentials");
  expect(await sql`select 1 from messages where channel = 'sms'`).toEqual([]);
});

test("an open laptop that is a device lets in who has the password and sees both screens, and nobody from itself", async () => {
  const { user, device } = await makeOwner();
  const actor = await signedIn(db, user);
  const { flowId, ...asked } = await beginChallenge(db, actor, { kind: "push", purpose: "sign_in" });
  await say(device, "approve", numberOf(asked));
  const key = await finishChallenge(db, actor, { flowId, purpose: "sign_in", answer: {} });
  expect(await standing(key)).toBe("signed_in");
  const itself = await signedIn(db, user);
  const here = { ...itself, client: device.client };
  expect(await codeOf(beginChallenge(db, here, { kind: "push", purpose: "sign_in" }))).toBe(
    "method_not_available",
  );
});
