import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, dump } from "../db/testing-faults";
import { signedIn } from "../identity/testing";
import { subscribeDevices } from "./approvals/devices";
import { linkOf, useDevices } from "./approvals/testing-devices";
import { finishEnrollment } from "./enroll";
import { getPairing, pairDevice } from "./pair";

const database = useTestDatabase();
const { db } = database;
const { sql, makePerson, begin, pair, addDevice, questions } = useDevices(database);

const keyOn = (namedCurve: string): string =>
  generateKeyPairSync("ec", { namedCurve })
    .publicKey.export({ format: "der", type: "spki" })
    .toString("base64url");

test("a device is paired by link, key and code, and counts from the code on", async () => {
  const { user, actor } = await makePerson();
  const begun = await begin(actor);
  const link = linkOf(begun);
  expect(await getPairing(db, link)).toMatchObject({ email: user.email });
  const device = await pair(link, "Ada's phone");
  expect(await questions(device)).toEqual([]);
  expect(await sql`select 1 from credentials where kind = 'push'`).toEqual([]);
  const { credentialId } = await finishEnrollment(db, actor, {
    flowId: begun.flowId,
    answer: { code: device.code },
  });
  expect(credentialId).toBe(device.entry.credentialId);
  const [row] = await sql`select label, data from credentials where id = ${credentialId}`;
  expect(row).toMatchObject({ label: "Ada's phone", data: { subscription: null } });
  for (const [table, rows] of Object.entries(await dump(sql))) {
    expect(rows, table).not.toContain(device.entry.secret);
  }
  const [mail] = await sql`select body from messages where recipient = ${user.email}
    and subject like 'A sign-in method was added%' order by id desc limit 1`;
  expect(mail?.body).toContain("Ada's phone (Push approval)");
});

test("looking at a pairing link changes nothing, as often as a scanner likes", async () => {
  const { actor } = await makePerson();
  const begun = await begin(actor);
  const before = await sql`select state, attempts from flows where id = ${begun.flowId}`;
  for (let i = 0; i < 3; i++) await getPairing(db, linkOf(begun));
  expect(await sql`select state, attempts from flows where id = ${begun.flowId}`).toEqual(before);
});

test("a link that was altered, has expired or was used pairs nothing", async () => {
  const { actor } = await makePerson();
  const begun = await begin(actor);
  const link = linkOf(begun);
  const altered = `${link.slice(0, -1)}${link.endsWith("A") ? "B" : "A"}`;
  for (const bad of ["", "nonsense", altered]) expect(await codeOf(pair(bad))).toBe("token_invalid");
  const device = await pair(link);
  await finishEnrollment(db, actor, { flowId: begun.flowId, answer: { code: device.code } });
  expect(await codeOf(pair(link))).toBe("token_invalid");
  const second = await begin(actor);
  await sql`update flows set expires_at = now() where id = ${second.flowId}`;
  expect(await codeOf(pair(linkOf(second)))).toBe("token_invalid");
});

test("the browser that sets push approval up cannot be the device", async () => {
  const { actor } = await makePerson();
  const link = linkOf(await begin(actor));
  const device = { link, publicKey: keyOn("prime256v1"), label: "This browser" };
  expect(await codeOf(pairDevice(db, device, { sessionId: actor.subject.sessionId }))).toBe("same_browser");
});

test("only a key on P-256 is taken", async () => {
  const { actor } = await makePerson();
  const link = linkOf(await begin(actor));
  for (const publicKey of [keyOn("secp384r1"), keyOn("secp256k1"), "x".repeat(122)]) {
    expect(await codeOf(pairDevice(db, { link, publicKey, label: "Phone" }, { sessionId: null }))).toBe(
      "invalid_input",
    );
  }
});

test("whoever gets hold of the link gains nothing: their code is not the one that is typed in", async () => {
  const { actor } = await makePerson();
  const begun = await begin(actor);
  const own = await pair(linkOf(begun));
  const thief = await pair(linkOf(begun));
  const type = (code: string) =>
    codeOf(finishEnrollment(db, actor, { flowId: begun.flowId, answer: { code } }));
  if (own.code !== thief.code) expect(await type(own.code)).toBe("wrong_code");
  expect(
    await sql`select 1 from credentials where user_id = ${actor.subject.user.id} and kind = 'push'`,
  ).toEqual([]);
});

test("five wrong codes end the pairing, and a new one begins with another link", async () => {
  const { actor } = await makePerson();
  const begun = await begin(actor);
  const device = await pair(linkOf(begun));
  const wrong = device.code === "111111" ? "222222" : "111111";
  const type = (code: string) =>
    codeOf(finishEnrollment(db, actor, { flowId: begun.flowId, answer: { code } }));
  for (let i = 0; i < 5; i++) expect(await type(wrong)).toBe("wrong_code");
  expect(await type(device.code)).toBe("flow_expired");
  expect(linkOf(await begin(actor))).not.toBe(linkOf(begun));
});

test("notifications go to push services alone: an address of this machine or net is refused", async () => {
  const { user, actor } = await makePerson();
  const device = await addDevice(actor);
  const keys = { p256dh: "BA", auth: "aa" };
  for (const endpoint of ["http://127.0.0.1:5432/", "https://169.254.169.254/", "https://evil.example/x"]) {
    expect(await codeOf(subscribeDevices(db, device.client, { endpoint, keys }))).toBe("invalid_input");
  }
  const endpoint = "https://fcm.googleapis.com/fcm/send/abc";
  expect(await codeOf(subscribeDevices(db, device.client, { endpoint, keys }))).toBeNull();
  const [row] = await sql`select data from credentials where id = ${device.entry.credentialId}`;
  expect(row?.data.subscription).toEqual({ endpoint, keys });
  const events =
    await sql`select data from audit_events where action = 'push.subscribed' and target_id = ${user.id}`;
  expect(events).toMatchObject([{ data: { host: "fcm.googleapis.com" } }]);
  const stranger = await signedIn(db, user);
  expect(await codeOf(subscribeDevices(db, stranger.client, { endpoint, keys }))).toBe("not_found");
});
