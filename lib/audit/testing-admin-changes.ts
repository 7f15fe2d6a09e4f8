import "server-only";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import { endUserSessions } from "../admin/end-sessions";
import { enforceForAll, revokeEnforcement } from "../admin/enforcement/enforce";
import { exemptUser, revokeExemption } from "../admin/enforcement/exemptions";
import { acceptInvitation, resendInvitation, revokeInvitation } from "../admin/invitations";
import { blockUser, deleteUser, unblockUser } from "../admin/rights/members";
import { getSecurityPage, saveSecurity } from "../admin/security";
import { unlockUser } from "../admin/unlock";
import { saveUserSecurity } from "../admin/user-security";
import { requestPasswordReset, resetPassword } from "../entry/password-reset";
import { verifyEmail } from "../entry/sign-up";
import { CLIENT, daysFromNow, exempt, openSession } from "../identity/testing";
import { mailedToken } from "../identity/testing-mail";
import { makeCast, NEW_PASSWORD } from "./testing-cast";

import type { Change } from "./testing-changes";
import { policyChanges } from "./testing-policy-changes";

/** Every change an administrator makes to others, and what is done by mailed links. */
export function changesAmongOthers(db: PostgresJsDatabase, sql: postgres.Sql): Change[] {
  const { person, admin, guest, applicant } = makeCast(db, sql);
  const save = (
    given: Awaited<ReturnType<typeof admin>>,
    requireMfa: boolean,
    rights: "manage_user_rights"[],
  ) => ({
    ...given,
    run: () => saveUserSecurity(db, given.actor, { userId: given.targetId, requireMfa, rights }),
  });

  return [
    ["a ticked box", ["requirement.set"], async () => save(await admin(), true, [])],
    [
      "an unticked box",
      ["requirement.lifted"],
      async () => save(await admin({ requiredSince: daysFromNow(-1) }), false, []),
    ],
    [
      "a right given",
      ["rights.changed"],
      async () => save(await admin({ role: "administrator" }), false, ["manage_user_rights"]),
    ],
    [
      "another role",
      ["role.changed"],
      async () => {
        const given = await admin();
        const input = {
          userId: given.targetId,
          requireMfa: false,
          role: "administrator",
          rights: [],
        } as const;
        return { ...given, run: () => saveUserSecurity(db, given.actor, input) };
      },
    ],
    [
      "a blocked user",
      ["user.blocked"],
      async () => {
        const given = await admin();
        return { ...given, run: () => blockUser(db, given.actor, given.targetId) };
      },
    ],
    [
      "an unblocked user",
      ["user.unblocked"],
      async () => {
        const given = await admin({ blockedAt: daysFromNow(-1) });
        return { ...given, run: () => unblockUser(db, given.actor, given.targetId) };
      },
    ],
    [
      "a deleted user",
      ["user.deleted"],
      async () => {
        const given = await admin();
        return { ...given, run: () => deleteUser(db, given.actor, given.targetId) };
      },
    ],
    [
      "changed security settings",
      ["security.changed"],
      async () => {
        const { actor, secrets } = await admin();
        const { settings: seen } = await getSecurityPage(db, actor.subject);
        const input = { seen, settings: { ...seen, smsDailyCap: 7 } };
        return { targetId: actor.subject.workspace.id, secrets, run: () => saveSecurity(db, actor, input) };
      },
    ],
    ...policyChanges(db, admin),
    [
      "a rule for everybody",
      ["requirement.set"],
      async () => {
        const { actor, secrets } = await admin();
        const terms = { effect: "right_away", graceDays: 7, tellsEverybody: true } as const;
        return { targetId: actor.subject.workspace.id, secrets, run: () => enforceForAll(db, actor, terms) };
      },
    ],
    [
      "a rule for everybody taken back",
      ["requirement.lifted"],
      async () => {
        const { actor, secrets } = await admin();
        const targetId = actor.subject.workspace.id;
        await sql`update workspaces set enforced_since = now() where workspace_id = ${targetId}`;
        return { targetId, secrets, run: () => revokeEnforcement(db, actor, { tellsEverybody: false }) };
      },
    ],
    [
      "an exemption",
      ["exemption.set"],
      async () => {
        const { actor, targetId, secrets } = await admin();
        const endsOn = daysFromNow(20).toISOString().slice(0, 10);
        const input = { userId: targetId, reason: "Broken phone", endsOn };
        return { targetId, secrets, run: () => exemptUser(db, actor, input) };
      },
    ],
    [
      "an exemption ended before its day",
      ["exemption.revoked"],
      async () => {
        const { actor, target, targetId, secrets } = await admin();
        await exempt(db, target, daysFromNow(20));
        return { targetId, secrets, run: () => revokeExemption(db, actor, targetId) };
      },
    ],
    [
      "an unlocked user",
      ["user.unlocked"],
      async () => {
        const { actor, target, secrets } = await admin();
        await sql`insert into factor_failures (workspace_id, user_id, kind, in_a_row, stopped_at)
          values (${target.workspaceId}, ${target.id}, 'totp', 100, now())`;
        return { targetId: target.id, secrets, run: () => unlockUser(db, actor, target.id) };
      },
    ],
    [
      "sessions ended by an administrator",
      ["session.ended"],
      async () => {
        const { actor, target, secrets } = await admin();
        await openSession(db, target);
        return { targetId: target.id, secrets, run: () => endUserSessions(db, actor, target.id) };
      },
    ],
    [
      "an invitation sent again",
      ["user.invited"],
      async () => {
        const { actor, targetId, token } = await guest();
        return { targetId, secrets: [token], run: () => resendInvitation(db, actor, targetId) };
      },
    ],
    [
      "an invitation taken back",
      ["invitation.revoked"],
      async () => {
        const { actor, targetId, token } = await guest();
        return { targetId, secrets: [token], run: () => revokeInvitation(db, actor, targetId) };
      },
    ],
    [
      "a guest who joins",
      ["user.joined", "session.started"],
      async () => {
        const { targetId, token } = await guest();
        const input = { token, name: "Gina", password: NEW_PASSWORD };
        return { targetId, secrets: [token, NEW_PASSWORD], run: () => acceptInvitation(db, input, CLIENT) };
      },
    ],
    [
      "a reset asked for",
      ["password.reset_requested"],
      async () => {
        const { id: targetId, email } = await person();
        return { targetId, secrets: [], run: () => requestPasswordReset(db, email, CLIENT) };
      },
    ],
    [
      "a reset password",
      ["password.changed"],
      async () => {
        const { id: targetId, email } = await person();
        await requestPasswordReset(db, email, CLIENT);
        const token = await mailedToken(sql, email);
        const run = () => resetPassword(db, { token, password: NEW_PASSWORD }, CLIENT);
        return { targetId, secrets: [token.split(".")[1] ?? "", NEW_PASSWORD], run };
      },
    ],
    [
      "a confirmed address",
      ["email.verified"],
      async () => {
        const { targetId, token } = await applicant();
        return { targetId, secrets: [token], run: () => verifyEmail(db, token, CLIENT) };
      },
    ],
  ];
}
