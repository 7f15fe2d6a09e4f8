import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, dump, useRaw } from "../db/testing-faults";
import { signInWithPassword } from "../entry/sign-in";
import { beginChallenge, finishChallenge } from "../flows/challenge";
import { beginEnrollment, finishEnrollment } from "../flows/enroll";
import {
  actorOf,
  after,
  CLIENT,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  PASSWORD,
  REQUIRED,
  signedIn,
} from "../identity/testing";
import { standingFor } from "../policy/service";
import { consumeProof } from "./service";
import { addApp, answerCode, codeFor, enrollApp, fromBase32, hotp, stepAt, wrongCode } from "./testing";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

const begin = (actor: Awaited<ReturnType<typeof signedIn>>) =>
  beginEnrollment(db, actor, { kind: "totp", purpose: "two_factor" });

test("A23 a secret that a client sends along is not looked at", async () => {
  const actor = await signedIn(db, await makeUser(db, await makeWorkspace(db)));
  const own = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  const { flowId, present } = await begin(actor);
  const code = hotp(fromBase32(own), stepAt(actor.subject.facts.now));
  const answer = { code, secret: own, state: { secret: own } };
  expect(await codeOf(finishEnrollment(db, actor, { flowId, answer }))).toBe("wrong_code");
  const right = { code: codeFor(String(present.secret), actor), secret: own };
  const { session } = await finishEnrollment(db, actor, { flowId, answer: right });
  const later = after(await actorOf(db, session), 60);
  const stolen = hotp(fromBase32(own), stepAt(later.subject.facts.now));
  expect(await codeOf(answerCode(db, later, stolen))).toBe("wrong_code");
});

test("A23 A24 a pending enrolment changes no sign-in, and is over after 10 minutes", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const actor = await signedIn(db, user);
  const { flowId, present } = await begin(actor);
  const key = await signInWithPassword(db, { email: user.email, password: PASSWORD }, CLIENT);
  const subject = await findSubjectOf(db, key);
  expect(subject && standingFor(subject)).toBe("signed_in");
  expect(await sql`select 1 from credentials where user_id = ${user.id}`).toHaveLength(0);
  const [row] =
    await sql`select round(extract(epoch from expires_at - created_at))::int as s from flows where id = ${flowId}`;
  expect(row?.s).toBe(600);
  await sql`update flows set expires_at = now() where id = ${flowId}`;
  const answer = { code: codeFor(String(present.secret), actor) };
  expect(await codeOf(finishEnrollment(db, actor, { flowId, answer }))).toBe("flow_expired");
  const anew = await begin(actor);
  expect(anew.flowId).not.toBe(flowId);
  expect(anew.present.secret).not.toBe(present.secret);
});

test("A26 the code that enrolled an app cannot sign in, the next one can", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const { secret } = await enrollApp(db, await signedIn(db, user));
  const half = await signedIn(db, user);
  expect(await codeOf(answerCode(db, half, codeFor(secret, half)))).toBe("code_used");
  await expect(answerCode(db, half, codeFor(secret, half, 1))).resolves.toBeTruthy();
});

test("A26 of 50 equal codes at once, over two pools and 50 sessions, exactly one is accepted", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const app = await addApp(db, user);
  const other = connect();
  const actors = await Promise.all(Array.from({ length: 50 }, () => signedIn(db, user)));
  const begun = await Promise.all(
    actors.map(async (actor) => ({
      actor,
      ...(await beginChallenge(db, actor, { kind: "totp", purpose: "sign_in" })),
    })),
  );
  const [first] = actors;
  const code = first ? codeFor(app.secret, first) : "";
  const codes = await Promise.all(
    begun.map(({ actor, flowId }, n) =>
      codeOf(finishChallenge(n % 2 ? db : other, actor, { flowId, purpose: "sign_in", answer: { code } })),
    ),
  );
  expect(codes.filter((one) => one === null)).toHaveLength(1);
  const refused = codes.filter((one) => one !== null);
  expect(refused.every((one) => one === "code_used" || one === "too_many_attempts")).toBe(true);
  const risen =
    await sql`select 1 from sessions where user_id = ${user.id} and jsonb_array_length(proofs) > 1`;
  expect(risen).toHaveLength(1);
});

test("A26 using a step up is one statement: 100 at once, past every limit, and one wins", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const app = await addApp(db, user);
  const pools = [db, connect()];
  const owner = { workspaceId: user.workspaceId, userId: user.id };
  const proof = { ok: true, credentialId: app.id, counter: 57_000_000, amr: ["otp"] } as const;
  const codes = await Promise.all(
    Array.from({ length: 100 }, (_, n) => codeOf(consumeProof(pools[n % 2] ?? db, owner, "totp", proof))),
  );
  expect(codes.filter((code) => code === null)).toHaveLength(1);
  expect(await codeOf(consumeProof(db, owner, "totp", { ...proof, counter: 56_999_999 }))).toBe("code_used");
});

test("A27 a used code typed in another form is the same used code", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const app = await addApp(db, user);
  const actor = await signedIn(db, user);
  const code = codeFor(app.secret, actor);
  await answerCode(db, actor, code);
  const again = await signedIn(db, user);
  const wide = [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join("");
  for (const typed of [code, ` ${code}`, `${code.slice(0, 3)} ${code.slice(3)}`, wide])
    expect(await codeOf(answerCode(db, again, typed))).toBe("code_used");
});

test("A28 a secret copied to another user's row opens for nobody, and is not called a wrong code", async () => {
  const place = await makeWorkspace(db);
  const [victim, thief] = [await makeUser(db, place), await makeUser(db, place)];
  const [own, other] = [await addApp(db, victim), await addApp(db, thief)];
  await sql`update credentials set data = (select data from credentials where id = ${other.id}) where id = ${own.id}`;
  const actor = await signedIn(db, victim);
  for (const secret of [own.secret, other.secret])
    expect(await codeOf(answerCode(db, actor, codeFor(secret, actor)))).toBe("internal");
  const refused =
    await sql`select 1 from audit_events where action = 'proof.refused' and target_id = ${victim.id}`;
  expect(refused).toHaveLength(0);
});

test("A28 A29 no table holds a secret or a code, neither pending nor confirmed, nor does any mail or entry", async () => {
  const user = await makeUser(db, await makeWorkspace(db), REQUIRED);
  const actor = await signedIn(db, user);
  const pending = await begin(actor);
  const pendingSecret = String(pending.present.secret);
  const wrong = wrongCode(pendingSecret, actor);
  await codeOf(finishEnrollment(db, actor, { flowId: pending.flowId, answer: { code: wrong } }));
  const whilePending = await dump(sql);
  const { session } = await finishEnrollment(db, actor, {
    flowId: pending.flowId,
    answer: { code: codeFor(pendingSecret, actor) },
  });
  const later = after(await actorOf(db, session), 60);
  await answerCode(db, later, codeFor(pendingSecret, later));
  const confirmed = await dump(sql);
  for (const held of [whilePending, confirmed]) {
    const all = Object.values(held).join("\n");
    expect(all).toContain(user.email);
    expect(all).not.toContain(pendingSecret);
    expect(all).not.toContain(fromBase32(pendingSecret).toString("hex"));
    expect(all).not.toContain(fromBase32(pendingSecret).toString("base64"));
    expect(all).not.toContain(session.token);
    expect(all).not.toContain(PASSWORD);
  }
  const told = `${confirmed.audit_events}\n${confirmed.messages}`;
  for (const code of [wrong, codeFor(pendingSecret, actor), codeFor(pendingSecret, later)])
    expect(told).not.toMatch(new RegExp(`\\b${code}\\b`));
});
