import "server-only";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import { inviteUser } from "../admin/invitations";
import { signUp } from "../entry/sign-up";
import { addApp, answerCode, codeFor } from "../factors/testing";
import { beginEnrollment, finishEnrollment } from "../flows/enroll";
import { ADMIN, actorOf, CLIENT, makeUser, makeWorkspace, signedIn } from "../identity/testing";
import { mailedToken } from "../identity/testing-mail";

export const NEW_PASSWORD = "tangerine umbrella stand";

/** People in the middle of what they do. */
export function makeCast(db: PostgresJsDatabase, sql: postgres.Sql) {
  let numbered = 0;
  const newEmail = () => `change-${++numbered}@new.example`;
  const person = async (set = {}, policy = {}) => makeUser(db, await makeWorkspace(db, {}, policy), set);

  /** Somebody with an app, who has just proved it. */
  async function holder(set = {}) {
    const user = await person(set);
    const app = await addApp(db, user);
    const half = await signedIn(db, user);
    const actor = await actorOf(db, await answerCode(db, half, codeFor(app.secret, half, -1)));
    return { user, app, actor, secrets: [app.secret, codeFor(app.secret, half, -1)], targetId: user.id };
  }
  async function admin(set = {}) {
    const { user, actor, secrets } = await holder(ADMIN);
    const target = await makeUser(db, { workspaceId: user.workspaceId, policyId: user.policyId }, set);
    return { actor, secrets, target, targetId: target.id };
  }
  async function newApp(replaces = false) {
    const held = replaces ? await holder() : null;
    const actor = held?.actor ?? (await signedIn(db, await person()));
    const { flowId, present } = await beginEnrollment(db, actor, { kind: "totp", purpose: "two_factor" });
    const code = codeFor(String(present.secret), actor);
    const input = { flowId, answer: { code }, ...(held ? { replaces: held.app.id } : {}) };
    const run = () => finishEnrollment(db, actor, input);
    return { targetId: actor.subject.user.id, secrets: [String(present.secret), code], run };
  }
  async function guest() {
    const { actor } = await admin();
    const email = newEmail();
    const { userId } = await inviteUser(db, actor, {
      email,
      name: "Guest",
      role: "member",
      requireMfa: false,
    });
    return { actor, targetId: userId, token: await mailedToken(sql, email) };
  }
  async function applicant() {
    const email = newEmail();
    await signUp(db, { workspaceName: "W", name: "N", email, password: NEW_PASSWORD }, CLIENT);
    const [row] = await sql`select id from users where email = ${email}`;
    return { targetId: String(row?.id), token: await mailedToken(sql, email) };
  }
  return { person, holder, admin, newApp, guest, applicant };
}
