import "server-only";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import { askForNewAddress, changeOwnName, changeOwnPassword } from "../account/profile";
import { signInWithPassword } from "../entry/sign-in";
import { addApp, addRecoveryCodes, answerCode, codeFor, enrollPasskey } from "../factors/testing";
import { makeDevice } from "../factors/testing-passkey";
import { numberOf, type useDevices } from "../flows/approvals/testing-devices";
import { confirmPassword } from "../flows/challenge";
import {
  deferSetup,
  disableTwoFactor,
  enableTwoFactor,
  preferFactor,
  removeOwnCredential,
  renameOwnCredential,
  signOut,
} from "../flows/manage";
import { acknowledgeRecoveryCodes, issueRecoveryCodes } from "../flows/recovery-codes";
import { actorOf, CLIENT, daysFromNow, PASSWORD, signedIn } from "../identity/testing";
import type { AuditAction } from "./core/events";
import { makeCast, NEW_PASSWORD } from "./testing-cast";

/** One change that is ready to be made: whom it falls on, what no record may hold, and the doing. */
export type Prepared = { targetId: string; secrets: string[]; run: () => Promise<unknown> };
export type Change = [what: string, actions: AuditAction[], prepare: () => Promise<Prepared>];

/** Every change somebody makes to their own account. */
export function ownChanges(
  db: PostgresJsDatabase,
  sql: postgres.Sql,
  devices: ReturnType<typeof useDevices>,
): Change[] {
  const { person, holder, newApp } = makeCast(db, sql);
  return [
    [
      "a sign-in",
      ["session.started"],
      async () => {
        const { id: targetId, email } = await person();
        return {
          targetId,
          secrets: [PASSWORD],
          run: () => signInWithPassword(db, { email, password: PASSWORD }, CLIENT),
        };
      },
    ],
    [
      "a sign-out",
      ["session.ended"],
      async () => {
        const actor = await signedIn(db, await person());
        return { targetId: actor.subject.user.id, secrets: [], run: () => signOut(db, actor) };
      },
    ],
    [
      "a second step",
      ["proof.accepted"],
      async () => {
        const { user, app } = await holder();
        const half = await signedIn(db, user);
        const code = codeFor(app.secret, half);
        return { targetId: user.id, secrets: [app.secret, code], run: () => answerCode(db, half, code) };
      },
    ],
    [
      "a confirmed password",
      ["proof.accepted"],
      async () => {
        const actor = await signedIn(db, await person());
        return {
          targetId: actor.subject.user.id,
          secrets: [PASSWORD],
          run: () => confirmPassword(db, actor, PASSWORD),
        };
      },
    ],
    [
      "another name",
      ["name.changed"],
      async () => {
        const { actor, ...rest } = await holder();
        return { ...rest, run: () => changeOwnName(db, actor, "Another Name") };
      },
    ],
    [
      "another password",
      ["password.changed"],
      async () => {
        const { actor, ...rest } = await holder();
        return { ...rest, run: () => changeOwnPassword(db, actor, NEW_PASSWORD) };
      },
    ],
    [
      "a new address asked for",
      ["address.change_requested"],
      async () => {
        const { actor, targetId, ...rest } = await holder();
        return { ...rest, targetId, run: () => askForNewAddress(db, actor, `${targetId}@new.example`) };
      },
    ],
    ["a set-up", ["credential.added", "two_factor.enabled"], () => newApp()],
    ["a replaced app", ["credential.added", "credential.removed"], () => newApp(true)],
    [
      "a new name",
      ["credential.renamed"],
      async () => {
        const { actor, app, ...rest } = await holder();
        return { ...rest, run: () => renameOwnCredential(db, actor, app.id, "Work phone") };
      },
    ],
    [
      "a removed app",
      ["credential.removed"],
      async () => {
        const { actor, user, ...rest } = await holder();
        const { id } = await addApp(db, user);
        return { ...rest, run: () => removeOwnCredential(db, actor, id) };
      },
    ],
    [
      "2FA off",
      ["two_factor.disabled"],
      async () => {
        const { actor, ...rest } = await holder();
        return { ...rest, run: () => disableTwoFactor(db, actor) };
      },
    ],
    [
      "2FA on with a passkey that was there",
      ["two_factor.enabled"],
      async () => {
        const user = await person();
        const enrolled = await enrollPasskey(db, await signedIn(db, user), makeDevice().create, "sign_in");
        const actor = await actorOf(db, enrolled.session);
        return {
          targetId: user.id,
          secrets: [enrolled.session.token],
          run: () => enableTwoFactor(db, actor),
        };
      },
    ],
    [
      "another factor asked for first",
      ["factor.preferred"],
      async () => {
        const { actor, ...rest } = await holder();
        return { ...rest, run: () => preferFactor(db, actor, "totp") };
      },
    ],
    [
      "new recovery codes",
      ["recovery_codes.issued"],
      async () => {
        const { actor, ...rest } = await holder();
        return { ...rest, run: () => issueRecoveryCodes(db, actor) };
      },
    ],
    [
      "stored recovery codes",
      ["recovery_codes.acknowledged"],
      async () => {
        const { actor, targetId } = await holder();
        const { setId, codes } = await issueRecoveryCodes(db, actor);
        return { targetId, secrets: codes, run: () => acknowledgeRecoveryCodes(db, actor, setId) };
      },
    ],
    [
      "a used recovery code",
      ["proof.accepted", "recovery_code.used"],
      async () => {
        const { actor, user } = await holder();
        const codes = await addRecoveryCodes(db, actor);
        const half = await signedIn(db, user);
        return {
          targetId: user.id,
          secrets: codes,
          run: () => answerCode(db, half, codes[0] ?? "", "recovery_code"),
        };
      },
    ],
    [
      "a question to one's device",
      ["push.asked"],
      async () => {
        const { user } = await devices.makeOwner();
        const half = await signedIn(db, user);
        return { targetId: user.id, secrets: [], run: () => devices.ask(half) };
      },
    ],
    [
      "an approval on one's device",
      ["push.answered"],
      async () => {
        const { user, actor, device } = await devices.makeOwner();
        const number = numberOf(await devices.ask(actor));
        return { targetId: user.id, secrets: [], run: () => devices.say(device, "approve", number) };
      },
    ],
    [
      "`Later`",
      ["setup.deferred"],
      async () => {
        const actor = await signedIn(db, await person({}, { mode: "required", graceUntil: daysFromNow(3) }));
        return { targetId: actor.subject.user.id, secrets: [], run: () => deferSetup(db, actor) };
      },
    ],
  ];
}
