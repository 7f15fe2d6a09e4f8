import "server-only";
import { and, eq } from "drizzle-orm";
import type { Client } from "../core/client";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { policies } from "../db/schema/policies";
import { type StoredProof, sessions } from "../db/schema/sessions";
import { exemptions, type users } from "../db/schema/users";
import { workspaces } from "../db/schema/workspaces";
import { availableKinds } from "../factors/registry";
import type { Actor } from "../flows/context";
import { findSessionSubject } from "../policy/facts";
import { createDefaultPolicy } from "../policy/policies";
import { createWorkspace } from "../workspaces/service";
import { hashPassword } from "./passwords/hash";
import { createSession, type SessionKey } from "./sessions/service";
import { createUser, getUser, type UserRow } from "./users/service";

export const PASSWORD = "correct staple of four horses";
export const CLIENT: Client = { ip: "203.0.113.7", userAgent: "Test Browser", requestId: "req_test" };

export type Place = { workspaceId: string; policyId: string };

const DAY_MS = 86_400_000;
export const daysFromNow = (days: number): Date => new Date(Date.now() + days * DAY_MS);

let hash: Promise<string> | undefined;
let numbered = 0;

/** A workspace with its `Default` policy, either with columns set as given. */
export async function makeWorkspace(
  db: Db,
  set: Partial<typeof workspaces.$inferInsert> = {},
  policy: Partial<typeof policies.$inferInsert> = {},
): Promise<Place> {
  const workspaceId = await createWorkspace(db, { name: `Workspace ${++numbered}` });
  const policyId = await createDefaultPolicy(db, workspaceId);
  await setWorkspace(db, workspaceId, { enforcedSince: null, ...set });
  await setPolicy(db, workspaceId, { since: daysFromNow(-30), ...policy });
  return { workspaceId, policyId };
}

export const setWorkspace = (
  db: Db,
  workspaceId: string,
  set: Partial<typeof workspaces.$inferInsert>,
): Promise<unknown> => db.update(workspaces).set(set).where(eq(workspaces.workspaceId, workspaceId));

export const setPolicy = (
  db: Db,
  workspaceId: string,
  set: Partial<typeof policies.$inferInsert>,
): Promise<unknown> => db.update(policies).set(set).where(eq(policies.workspaceId, workspaceId));

/** A member who joined long ago and whose password is `PASSWORD`. */
export async function makeUser(
  db: Db,
  { workspaceId, policyId }: Place,
  set: Partial<typeof users.$inferInsert> = {},
): Promise<UserRow> {
  hash ??= hashPassword(PASSWORD);
  const id = await createUser(db, {
    workspaceId,
    policyId,
    email: `person-${++numbered}@${workspaceId}.example`,
    name: `Person ${numbered}`,
    passwordHash: await hash,
    emailVerifiedAt: daysFromNow(-30),
    policySince: daysFromNow(-30),
    createdAt: daysFromNow(-30),
    ...set,
  });
  return getUser(db, workspaceId, id);
}

/** Columns of somebody whose `Require MFA` box was ticked long ago. */
export const REQUIRED = { requiredSince: daysFromNow(-20), requiredBy: "usr_admin" };
export const ADMIN = { role: "administrator", rights: ["manage_user_rights"] };

export const exempt = (db: Db, user: UserRow, endsAt: Date): Promise<unknown> =>
  db.insert(exemptions).values({
    workspaceId: user.workspaceId,
    userId: user.id,
    id: newId("exemption"),
    reason: "Key is on its way",
    setBy: null,
    startsAt: daysFromNow(-10),
    endsAt,
  });

/** A session with the password proved; columns may be set, so that it is old, remembered or further proved. */
export async function openSession(
  db: Db,
  user: Pick<UserRow, "workspaceId" | "id">,
  set: Partial<Omit<typeof sessions.$inferInsert, "workspaceId" | "id">> = {},
): Promise<SessionKey> {
  const { workspaceId, id: userId } = user;
  const proof = { factor: "password", amr: ["pwd"] } as const;
  const key = await createSession(db, { workspaceId, userId, proof, client: CLIENT });
  if (Object.keys(set).length > 0) await setSession(db, key, set);
  return key;
}

export const setSession = (
  db: Db,
  { sessionId, workspaceId }: Pick<SessionKey, "sessionId" | "workspaceId">,
  set: Partial<typeof sessions.$inferInsert>,
): Promise<unknown> =>
  db
    .update(sessions)
    .set(set)
    .where(and(eq(sessions.workspaceId, workspaceId), eq(sessions.id, sessionId)));

/** The subject of a cookie as the guard reads it; null where it opens nothing. */
export const findSubjectOf = (db: Db, key: SessionKey) => findSessionSubject(db, key, availableKinds());

/** Whoever holds a cookie, as services get them. */
export async function actorOf(db: Db, key: SessionKey): Promise<Actor> {
  const subject = await findSubjectOf(db, key);
  if (!subject) throw new Error("this cookie opens nothing");
  return { subject, client: CLIENT };
}

/** A user with a new session, as services get them. */
export const signedIn = async (
  db: Db,
  user: Pick<UserRow, "workspaceId" | "id">,
  set: Parameters<typeof openSession>[2] = {},
): Promise<Actor> => actorOf(db, await openSession(db, user, set));

/** The same person a while later (or earlier), without waiting. */
export const after = (actor: Actor, seconds: number): Actor => {
  const { subject } = actor;
  const now = new Date(subject.facts.now.getTime() + seconds * 1_000);
  return { ...actor, subject: { ...subject, facts: { ...subject.facts, now } } };
};

export const storedProof = (factor: string, secondsAgo: number, rest: Partial<StoredProof> = {}) => ({
  factor,
  amr: factor === "password" ? ["pwd"] : ["otp"],
  at: new Date(Date.now() - secondsAgo * 1_000).toISOString(),
  ...rest,
});
