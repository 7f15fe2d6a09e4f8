import "server-only";
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Client } from "../../core/client";
import type { TestDatabase } from "../../db/testing";
import { codeOf, useRaw } from "../../db/testing-faults";
import {
  approvalText,
  type DeviceAnswer,
  type DeviceDeed,
  type DeviceEntry,
} from "../../factors/core/device";
import { addApp, answerCode, codeFor } from "../../factors/testing";
import { CLIENT, makeUser, makeWorkspace, signedIn } from "../../identity/testing";
import type { UserRow } from "../../identity/users/service";
import { beginChallenge, type ChallengePurpose, finishChallenge } from "../challenge";
import type { Actor } from "../context";
import { beginEnrollment, finishEnrollment } from "../enroll";
import { pairDevice } from "../pair";
import { answerQuestion } from "./answer";
import { listQuestions } from "./questions";

export const OPEN = { methods: ["passkey", "totp", "push"] };

/** What a device's browser holds: a key of its own and the cookie. */
export type TestDevice = { key: KeyObject; entry: DeviceEntry; client: Client };

const makeKey = () => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const spki = publicKey.export({ format: "der", type: "spki" });
  return { publicKey: spki.toString("base64url"), privateKey };
};

export const signWith = (key: KeyObject, approvalId: string, deed: DeviceDeed, number = ""): string =>
  sign("sha256", Buffer.from(approvalText(approvalId, deed, number)), {
    key,
    dsaEncoding: "ieee-p1363",
  }).toString("base64url");

export const linkOf = ({ present }: { present: Record<string, unknown> }): string =>
  String(present.url).split("/pair/")[1] ?? "";

export const numberOf = ({ present }: { present: Record<string, unknown> }): string => String(present.number);

/** People with an authenticator app and a device that approves, and what they do with it. */
export function useDevices(database: TestDatabase) {
  const { db } = database;
  const sql = useRaw(database);
  const makePlace = (set = {}) => makeWorkspace(db, { ...OPEN, ...set });

  /** Signed in with password and app, so that anything may be set up. */
  async function makePerson(place?: Awaited<ReturnType<typeof makePlace>>) {
    const user = await makeUser(db, place ?? (await makePlace()));
    const app = await addApp(db, user);
    const half = await signedIn(db, user);
    await answerCode(db, half, codeFor(app.secret, half));
    return { user, app, actor: await signedIn(db, user) };
  }

  const begin = (actor: Actor) => beginEnrollment(db, actor, { kind: "push", purpose: "two_factor" });

  async function pair(link: string, label = "Phone"): Promise<TestDevice & { code: string }> {
    const { publicKey, privateKey } = makeKey();
    const { code, entry } = await pairDevice(db, { link, publicKey, label }, { sessionId: null });
    return { code, key: privateKey, entry, client: { ...CLIENT, devices: [entry] } };
  }

  /** Sets push approval up from the first screen to the last. */
  async function addDevice(actor: Actor, label = "Phone"): Promise<TestDevice> {
    const begun = await begin(actor);
    const { code, ...device } = await pair(linkOf(begun), label);
    await finishEnrollment(db, actor, { flowId: begun.flowId, answer: { code } });
    return device;
  }

  /** Somebody with a device, and a browser that has just typed the password. */
  async function makeOwner(place?: Awaited<ReturnType<typeof makePlace>>) {
    const { user, app, actor } = await makePerson(place);
    const device = await addDevice(actor);
    return { user, app, device, actor: await signedIn(db, user) };
  }

  const ask = (actor: Actor, purpose: ChallengePurpose = "sign_in", pool = db) =>
    beginChallenge(pool, actor, { kind: "push", purpose });

  const finish = (actor: Actor, flowId: string, purpose: ChallengePurpose = "sign_in") =>
    codeOf(finishChallenge(db, actor, { flowId, purpose, answer: {} }));

  const questions = (device: Pick<TestDevice, "client">, sessionId: string | null = null) =>
    listQuestions(db, { client: device.client, sessionId });

  /** The device's answer to the newest question, or to a given one. */
  async function say(
    device: TestDevice,
    answer: DeviceAnswer,
    number = "",
    { approvalId, pool = db }: { approvalId?: string | undefined; pool?: typeof db } = {},
  ) {
    const id = approvalId ?? (await questions(device)).at(-1)?.id ?? "none";
    const signature = signWith(device.key, id, answer, number);
    const answerer = { client: device.client, sessionId: null };
    return answerQuestion(pool, answerer, { approvalId: id, answer, number, signature });
  }

  /** A number that is not the one on the screen. */
  const wrong = (number: string): string => (number === "11" ? "22" : "11");

  /** As if so many seconds had gone by since every question of a user was asked. */
  const age = (user: Pick<UserRow, "id">, seconds: number) =>
    sql`update push_approvals set created_at = created_at - make_interval(secs => ${seconds}::int)
      where user_id = ${user.id}`;

  const eventsOf = async (user: Pick<UserRow, "id">, action: string) =>
    sql`select data, result, ip from audit_events where target_id = ${user.id} and action = ${action} order by id`;

  return {
    sql,
    makePlace,
    makePerson,
    begin,
    pair,
    addDevice,
    makeOwner,
    ask,
    finish,
    questions,
    say,
    wrong,
    age,
    eventsOf,
  };
}
