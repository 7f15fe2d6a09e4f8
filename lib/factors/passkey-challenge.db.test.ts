import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { beginPasskeySignIn, finishPasskeySignIn } from "../entry/sign-in";
import { beginChallenge, finishChallenge } from "../flows/challenge";
import { CLIENT, makeUser, makeWorkspace, signedIn } from "../identity/testing";
import { answerChallenge, enrollPasskey } from "./testing";
import { FLAGS, type Forgery, makeDevice } from "./testing-passkey";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

const { UP, UV, BE, BS } = FLAGS;

async function makeHolder(options: Parameters<typeof makeDevice>[0] = {}) {
  const user = await makeUser(db, await makeWorkspace(db));
  const device = makeDevice(options);
  await enrollPasskey(db, await signedIn(db, user), device.create);
  return { user, device };
}

type Holder = Awaited<ReturnType<typeof makeHolder>>;

/** One passkey, asked for by both ways: as a second step and to sign in. */
const WAYS = {
  challenge: async ({ user }: Holder, make: (options: unknown) => unknown) =>
    codeOf(
      answerChallenge(db, await signedIn(db, user), "passkey", ({ options }) => ({
        response: make(options),
      })),
    ),
  "sign-in": async (_holder: Holder, make: (options: unknown) => unknown) => {
    const { challengeId, options } = await beginPasskeySignIn(db);
    return codeOf(finishPasskeySignIn(db, { challengeId, response: make(options) as never }, CLIENT));
  },
};
const ways = ["challenge", "sign-in"] as const;

const FORGED: [string, Forgery][] = [
  ["A39 another origin", { origin: "https://evil.example" }],
  ["A39 a subdomain's origin", { origin: "http://evil.localhost:3000" }],
  ["A39 a registration's type", { type: "webauthn.create" }],
  ["A39 a frame of another site", { crossOrigin: true }],
  ["A39 a top origin", { topOrigin: "https://evil.example" }],
  ["A39 another RP ID", { rpId: "evil.example" }],
  ["A38 another challenge", { challenge: Buffer.alloc(32, 9).toString("base64url") }],
  ["A40 nobody present", { flags: UV | BE | BS }],
  ["A42 backed up but not eligible", { flags: UP | UV | BS }],
  ["A42 no longer eligible for backup", { flags: UP | UV }],
  ["A45 another user's handle", { userHandle: Buffer.alloc(32, 3).toString("base64url") }],
  ["A45 another key's signature", { privateKey: otherKey() }],
];

function otherKey(): Uint8Array {
  const other = makeDevice();
  const user = { id: "AAAA", name: "x", displayName: "x" };
  other.create({
    rp: { id: "localhost", name: "x" },
    user,
    challenge: "AAAA",
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
  });
  return other.privateKey();
}

test.each(FORGED.flatMap(([what, forgery]) => ways.map((way) => [what, way, forgery] as const)))(
  "%s: refused at the %s, and the honest answer works afterwards",
  async (_what, way, forgery) => {
    const holder = await makeHolder();
    expect(await WAYS[way](holder, (options) => holder.device.forge(options, forgery))).toBe(
      "proof_rejected",
    );
    expect(await WAYS[way](holder, holder.device.get)).toBeNull();
  },
);

test("A45 signing in takes a user handle: without one the passkey names nobody", async () => {
  const holder = await makeHolder();
  const bare = (options: unknown) => holder.device.forge(options, { userHandle: null });
  expect(await WAYS["sign-in"](holder, bare)).toBe("proof_rejected");
  expect(await WAYS.challenge(holder, bare)).toBeNull();
});

test("A45 another user's passkey proves nothing in this session", async () => {
  const [holder, other] = [await makeHolder(), await makeHolder()];
  expect(await WAYS.challenge(holder, (options) => other.device.forge(options))).toBe("proof_rejected");
});

test.each(ways)(
  "A38 a replayed assertion is refused at the %s, though the authenticator never counts",
  async (way) => {
    const holder = await makeHolder({ counts: false });
    const user = { workspaceId: holder.user.workspaceId, id: holder.user.id };
    if (way === "sign-in") {
      const { challengeId, options } = await beginPasskeySignIn(db);
      const response = holder.device.get(options);
      expect(await codeOf(finishPasskeySignIn(db, { challengeId, response }, CLIENT))).toBeNull();
      expect(await codeOf(finishPasskeySignIn(db, { challengeId, response }, CLIENT))).toBe("flow_expired");
      const next = await beginPasskeySignIn(db);
      const replay = { challengeId: next.challengeId, response };
      expect(await codeOf(finishPasskeySignIn(db, replay, CLIENT))).toBe("proof_rejected");
      return;
    }
    const actor = await signedIn(db, user);
    const begin = () => beginChallenge(db, actor, { kind: "passkey", purpose: "step_up" });
    const { flowId, present } = await begin();
    const answer = { response: holder.device.get(present.options) };
    const finish = (id: string) =>
      codeOf(finishChallenge(db, actor, { flowId: id, purpose: "step_up", answer }));
    expect(await finish(flowId)).toBeNull();
    expect(await finish(flowId)).toBe("flow_used");
    expect(await finish((await begin()).flowId)).toBe("proof_rejected");
  },
);

test("A38 a challenge is consumed before its answer is verified: a wrong answer uses it up", async () => {
  const { user, device } = await makeHolder();
  const actor = await signedIn(db, user);
  const { flowId, present } = await beginChallenge(db, actor, { kind: "passkey", purpose: "sign_in" });
  const finish = (response: unknown) =>
    codeOf(finishChallenge(db, actor, { flowId, purpose: "sign_in", answer: { response } }));
  expect(await finish(device.forge(present.options, { origin: "https://evil.example" }))).toBe(
    "proof_rejected",
  );
  expect(await finish(device.get(present.options))).toBe("flow_used");
});

test.each(ways)(
  "A46 a counter that goes back is refused at the %s, marks the key, is told once, and refused from then on",
  async (way) => {
    const holder = await makeHolder();
    const { user, device } = holder;
    expect(await WAYS[way](holder, (options) => device.forge(options, { counter: 5 }))).toBeNull();
    for (const counter of [5, 4, 0]) {
      await sql`update credentials set suspect_at = null where user_id = ${user.id}`;
      expect(await WAYS[way](holder, (options) => device.forge(options, { counter }))).toBe(
        "credential_suspect",
      );
    }
    const later = await WAYS[way](holder, (options) => device.forge(options, { counter: 99 }));
    expect(later).toBe(way === "sign-in" ? "proof_rejected" : "method_not_available");
    const [row] =
      await sql`select counter::int as c, suspect_at is not null as suspect from credentials where user_id = ${user.id}`;
    expect(row).toEqual({ c: 5, suspect: true });
    const entries =
      await sql`select 1 from audit_events where action = 'credential.suspect' and target_id = ${user.id}`;
    const mails =
      await sql`select 1 from messages where recipient = ${user.email} and subject like 'A passkey was refused%'`;
    expect([entries.length, mails.length]).toEqual([3, 3]);
  },
);

test("A46 nobody without the key can make it suspect", async () => {
  const holder = await makeHolder();
  const forged = { counter: 0, privateKey: otherKey() };
  expect(await WAYS["sign-in"](holder, (options) => holder.device.forge(options, forged))).toBe(
    "proof_rejected",
  );
  expect(
    await sql`select 1 from credentials where user_id = ${holder.user.id} and suspect_at is not null`,
  ).toHaveLength(0);
});
