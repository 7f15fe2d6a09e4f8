import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import type { Actor } from "../flows/context";
import { beginEnrollment, finishEnrollment } from "../flows/enroll";
import { actorOf, findSubjectOf, makeUser, makeWorkspace, signedIn } from "../identity/testing";
import { levelOf } from "../policy/core/assurance";
import { enrollPasskey } from "./testing";
import {
  claimId,
  type Device,
  FLAGS,
  makeDevice,
  patchClientData,
  patchRegistration,
} from "./testing-passkey";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

const makeActor = async () => signedIn(db, await makeUser(db, await makeWorkspace(db)));
const begin = (actor: Actor) => beginEnrollment(db, actor, { kind: "passkey", purpose: "two_factor" });
const finish = (actor: Actor, flowId: string, response: unknown) =>
  codeOf(finishEnrollment(db, actor, { flowId, answer: { response } }));
const held = async (actor: Actor) =>
  (await sql`select data, counter from credentials where user_id = ${actor.subject.user.id}`).map(
    (row) => row.data,
  );

type Registration = ReturnType<Device["create"]>;
const flags = (set: (byte: number) => number) => (registration: Registration) =>
  patchRegistration(registration, (data) => {
    const copy = Buffer.from(data);
    copy[32] = set(copy[32] ?? 0);
    return copy;
  });

const FORGED: [string, (registration: Registration) => Registration][] = [
  ["A39 another origin", (one) => patchClientData(one, { origin: "https://evil.example" })],
  ["A39 an origin on another port", (one) => patchClientData(one, { origin: "http://localhost:3001" })],
  ["A39 an assertion's type", (one) => patchClientData(one, { type: "webauthn.get" })],
  ["A39 a frame of another site", (one) => patchClientData(one, { crossOrigin: true })],
  ["A39 a top origin", (one) => patchClientData(one, { topOrigin: "https://evil.example" })],
  [
    "A38 another challenge",
    (one) => patchClientData(one, { challenge: Buffer.alloc(32, 9).toString("base64url") }),
  ],
  [
    "A39 another RP ID's hash",
    (one) => patchRegistration(one, (data) => Buffer.concat([Buffer.alloc(32), data.subarray(32)])),
  ],
  ["A40 nobody present", flags((byte) => byte & ~FLAGS.UP)],
  ["A42 backed up but not eligible", flags((byte) => (byte & ~FLAGS.BE) | FLAGS.BS)],
  [
    "A43 RS1, an algorithm not offered",
    (one) => patchRegistration(one, (data) => replace(data, "390100", "39fffe")),
  ],
  ["A44 an id of 1,024 bytes", (one) => claimId(one, Buffer.alloc(1_024, 1))],
];

const replace = (data: Buffer, from: string, to: string): Buffer => {
  expect(data.toString("hex")).toContain(from);
  return Buffer.from(data.toString("hex").replace(from, to), "hex");
};

test.each(FORGED)("%s: the registration is refused and nothing is stored", async (what, forge) => {
  const actor = await makeActor();
  const device = makeDevice({ algorithm: what.includes("RS1") ? "RS256" : "ES256" });
  const { flowId, present } = await begin(actor);
  expect(await finish(actor, flowId, forge(device.create(present.options)))).toBe("proof_rejected");
  expect(await held(actor)).toEqual([]);
});

test.each(["ES256", "RS256", "EdDSA"] as const)("A43 a key of %s is taken as it comes", async (algorithm) => {
  const actor = await makeActor();
  await enrollPasskey(db, actor, makeDevice({ algorithm }).create);
  expect(await held(actor)).toHaveLength(1);
});

test("A44 an id of 1,023 bytes is taken", async () => {
  const actor = await makeActor();
  await enrollPasskey(db, actor, (options) => claimId(makeDevice().create(options), Buffer.alloc(1_023, 1)));
  expect(await held(actor)).toHaveLength(1);
});

test("A40 A41 user verification is stored with the proof: with it the session is phr beside nothing else", async () => {
  for (const userVerified of [true, false]) {
    const actor = await makeActor();
    const { session } = await enrollPasskey(db, actor, makeDevice({ userVerified }).create);
    const proofs = (await findSubjectOf(db, session))?.facts.session.proofs ?? [];
    const proof = proofs.find(({ factor }) => factor === "passkey");
    expect(proof?.userVerified).toBe(userVerified);
    expect(levelOf(proof ? [proof] : [])).toBe(userVerified ? "phr" : "aal1");
    expect(levelOf(proofs)).toBe("phr");
  }
});

test("whoever has a passkey is asked for another one: the authenticator is told which it need not make again", async () => {
  const actor = await makeActor();
  const { session, credentialId } = await enrollPasskey(db, actor, makeDevice().create);
  const again = await beginEnrollment(db, await actorOf(db, session), {
    kind: "passkey",
    purpose: "two_factor",
  });
  const [row] = await sql`select data ->> 'webauthnId' as id from credentials where id = ${credentialId}`;
  const { excludeCredentials } = again.present.options as { excludeCredentials: { id: string }[] };
  expect(excludeCredentials.map(({ id }) => id)).toEqual([String(row?.id)]);
});

test("A42 what the authenticator says of backup is stored", async () => {
  const actor = await makeActor();
  const single = flags((byte) => byte & ~(FLAGS.BE | FLAGS.BS));
  await enrollPasskey(db, actor, (options) => single(makeDevice().create(options)));
  expect(await held(actor)).toEqual([
    expect.objectContaining({ deviceType: "singleDevice", backedUp: false }),
  ]);
});

test("A38 a challenge is good for one answer, right or wrong, and lives 5 minutes", async () => {
  const actor = await makeActor();
  const { flowId, present } = await begin(actor);
  const [row] =
    await sql`select round(extract(epoch from expires_at - created_at))::int as s from flows where id = ${flowId}`;
  expect(row?.s).toBe(300);
  const { challenge } = present.options as { challenge: string };
  expect(Buffer.from(challenge, "base64url").length).toBeGreaterThanOrEqual(16);
  const right = makeDevice().create(present.options);
  expect(await finish(actor, flowId, right)).toBeNull();
  expect(await finish(actor, flowId, right)).toBe("flow_used");
});

test("the response to somebody else's enrolment enrols nothing here", async () => {
  const [victim, thief] = [await makeActor(), await makeActor()];
  const [own, other] = [await begin(victim), await begin(thief)];
  expect(await finish(thief, other.flowId, makeDevice().create(own.present.options))).toBe("proof_rejected");
  expect(await finish(thief, own.flowId, makeDevice().create(own.present.options))).toBe("flow_expired");
  expect([await held(victim), await held(thief)]).toEqual([[], []]);
});

test("A44 a passkey that any user of any workspace has is refused, and the other's row stays as it is", async () => {
  const [victim, thief] = [await makeActor(), await makeActor()];
  const device = makeDevice();
  await enrollPasskey(db, victim, device.create);
  const before = await sql`select * from credentials where user_id = ${victim.subject.user.id}`;
  const { flowId, present } = await begin(thief);
  const claimed = claimId(makeDevice().create(present.options), Buffer.from(device.id(), "base64url"));
  expect(await finish(thief, flowId, claimed)).toBe("credential_taken");
  expect(await held(thief)).toEqual([]);
  expect(await sql`select * from credentials where user_id = ${victim.subject.user.id}`).toEqual(before);
});

test("A44 of two users who claim one id at the same moment, on two processes, one gets it", async () => {
  const [one, two] = [await makeActor(), await makeActor()];
  const id = Buffer.alloc(32, 5);
  const other = connect();
  const codes = await Promise.all(
    [one, two].map(async (actor, n) => {
      const { flowId, present } = await begin(actor);
      const answer = { response: claimId(makeDevice().create(present.options), id) };
      return codeOf(finishEnrollment(n ? db : other, actor, { flowId, answer }));
    }),
  );
  expect(codes.toSorted()).toEqual(["credential_taken", null].toSorted());
});

test("A47 the user handle is 32 random bytes that say nothing of the person, and stays", async () => {
  const [one, two] = [await makeActor(), await makeActor()];
  const handleOf = async (actor: Actor) =>
    ((await begin(actor)).present.options as { user: { id: string } }).user.id;
  const [first, second] = [await handleOf(one), await handleOf(two)];
  expect(Buffer.from(first, "base64url")).toHaveLength(32);
  expect(first).not.toBe(second);
  expect(await handleOf(one)).toBe(first);
});
