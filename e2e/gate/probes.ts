import { database } from "../../lib/db/client";
import { issuePass } from "../../lib/identity/tokens/access-pass";
import { issueToken, type LinkKind } from "../../lib/identity/tokens/service";
import { delayReset } from "../../lib/recovery/reset";
import { sql } from "../browser/rows";
import { HttpBrowser, ORIGIN } from "../http/browser";
import {
  afterPassword,
  afterTotp,
  beginTotp,
  codeOf,
  enrolPasskey,
  enrolTotp,
  succeed,
} from "../http/person";
import { makeProgram } from "../http/program";
import { beginPairing, PushDevice } from "../http/push-device";
import { askingDevice } from "../oidc/device";
import { waitAt } from "../oidc/waiting";
import { makeWorkspace, PASSWORD, type PersonSpec } from "../people";
import { APPLICATION_PROBES } from "./application-probes";
import { POLICY_PROBES } from "./policy-probes";
import { RING_PROBES } from "./ring-probes";
import { makeRun } from "./runs";
import { WEBHOOK_PROBES } from "./webhook-probes";

/** Who is ready to do it and with what: an input that succeeds, in a workspace made for this probe. */
export type Ready = {
  workspaceId: string;
  browser: HttpBrowser;
  input: unknown;
  /** What a stranger sends instead, where the same input would use something up in their own workspace. */
  strangersInput?: unknown;
};

/**
 * One server action's probe. `access`: the least a session must have got to. `namesAnothers`: the input names a row of the
 * victim's, so that a stranger's call has to be refused rather than to act on the stranger's own account.
 */
export type Probe = {
  access: "public" | "half" | "setup" | "full";
  namesAnothers?: boolean;
  prepare: () => Promise<Ready>;
};

async function one(spec: PersonSpec) {
  const made = await makeWorkspace({ one: spec });
  return { workspaceId: made.id, person: made.people.one };
}

async function signedIn(spec: PersonSpec = {}) {
  const { workspaceId, person } = await one(spec);
  const browser = spec.totp ? await afterTotp(person) : await afterPassword(person);
  return { workspaceId, person, browser };
}

async function withLink(kind: LinkKind, spec: PersonSpec) {
  const { workspaceId, person } = await one(spec);
  const token = await issueToken(database(), { workspaceId, userId: person.id, kind, createdBy: null });
  return { workspaceId, browser: new HttpBrowser(), token };
}

async function withAdmin(other: PersonSpec) {
  const made = await makeWorkspace({ admin: { role: "administrator", canManage: true, totp: true }, other });
  const { admin, other: person } = made.people;
  return { workspaceId: made.id, browser: await afterTotp(admin), admin, other: person };
}

/** Somebody half signed in, with an administrator who could help. */
async function halfWithAdmin() {
  const made = await makeWorkspace({
    admin: { role: "administrator", canManage: true, totp: true },
    other: { totp: true },
  });
  return { workspaceId: made.id, people: made.people, browser: await afterPassword(made.people.other) };
}
/** Somebody who let an application in. */
async function connected() {
  const { workspaceId, browser } = await signedIn();
  const { id, clientId } = await waitAt(browser, workspaceId, { scope: "openid email" });
  await succeed(browser, "giveConsent", { id, scopes: ["email"] });
  return { workspaceId, browser, clientId };
}

/** Somebody on the screen that waits for a device. */
async function pairingUnderWay() {
  const made = await makeWorkspace({ one: { totp: true } }, { hasPush: true });
  const browser = await afterTotp(made.people.one);
  return { workspaceId: made.id, person: made.people.one, browser, ...(await beginPairing(browser)) };
}

/** A device that is paired, and a second browser of its owner's that asks it. */
async function questionOpen() {
  const { workspaceId, person, browser, flowId, link } = await pairingUnderWay();
  const device = await PushDevice.pair(browser, { flowId, link });
  const asking = await afterPassword(person);
  await succeed(asking, "beginChallenge", { kind: "push", purpose: "sign_in" });
  const [open] = await sql()`select id from push_approvals where user_id = ${person.id}`;
  return { workspaceId, device, approvalId: String(open?.id) };
}

const SETTINGS = {
  methods: ["passkey", "totp"],
  recoveryCodesOn: true,
  smsCountries: [] as string[],
  smsDailyCap: 500,
};

const TERMS = { effect: "next_sign_in", graceDays: null };

const NEW_PASSWORD = "violet engines under rain";

/** Every server action there is, by its exported name. One that is missing here fails the gate. */
export const PROBES: Record<string, Probe> = {
  signIn: {
    access: "public",
    prepare: async () => {
      const { workspaceId, person } = await one({});
      return { workspaceId, browser: new HttpBrowser(), input: { email: person.email, password: PASSWORD } };
    },
  },
  beginPasskeySignIn: {
    access: "public",
    prepare: async () => ({ workspaceId: "none", browser: new HttpBrowser(), input: {} }),
  },
  finishPasskeySignIn: {
    access: "public",
    prepare: async () => {
      const { workspaceId, browser } = await signedIn();
      const emulator = await enrolPasskey(browser, "sign_in");
      const fresh = new HttpBrowser();
      const begun = await succeed<{ challengeId: string; options: never }>(fresh, "beginPasskeySignIn", {});
      const response = emulator.getJSON(ORIGIN, begun.options);
      return { workspaceId, browser: fresh, input: { challengeId: begun.challengeId, response } };
    },
  },
  signUp: {
    access: "public",
    prepare: async () => ({
      workspaceId: "none",
      browser: new HttpBrowser(),
      input: {
        workspaceName: "New",
        name: "New Owner",
        email: `new${Date.now()}@new.example`,
        password: NEW_PASSWORD,
      },
    }),
  },
  verifyEmail: {
    access: "public",
    prepare: async () => {
      const { token, ...rest } = await withLink("email_verification", {});
      return { ...rest, input: { token } };
    },
  },
  requestPasswordReset: {
    access: "public",
    prepare: async () => {
      const { workspaceId, person } = await one({});
      return { workspaceId, browser: new HttpBrowser(), input: { email: person.email } };
    },
  },
  resetPassword: {
    access: "public",
    prepare: async () => {
      const { token, ...rest } = await withLink("password_reset", {});
      return { ...rest, input: { token, password: NEW_PASSWORD } };
    },
  },
  acceptInvitation: {
    access: "public",
    prepare: async () => {
      const { token, ...rest } = await withLink("invitation", { isInvited: true });
      return { ...rest, input: { token, name: "Newly Arrived", password: NEW_PASSWORD } };
    },
  },
  pairDevice: {
    access: "public",
    prepare: async () => {
      const { workspaceId, browser, link } = await pairingUnderWay();
      const device = new PushDevice();
      return {
        workspaceId,
        browser: new HttpBrowser(browser.origin),
        input: { link, publicKey: device.publicKey, label: "Phone" },
      };
    },
  },
  answerQuestion: {
    access: "public",
    prepare: async () => {
      const { workspaceId, device, approvalId } = await questionOpen();
      const input = { approvalId, answer: "deny", number: "", signature: device.sign(approvalId, "deny") };
      return { workspaceId, browser: device.browser, input };
    },
  },
  endSessionsNotMine: {
    access: "public",
    prepare: async () => {
      const { workspaceId, device, approvalId } = await questionOpen();
      const said = { approvalId, answer: "not_me", number: "", signature: device.sign(approvalId, "not_me") };
      await succeed(device.browser, "answerQuestion", said);
      const input = { approvalId, signature: device.sign(approvalId, "end_sessions") };
      return { workspaceId, browser: device.browser, input };
    },
  },
  subscribeDevices: {
    access: "public",
    prepare: async () => {
      const { workspaceId, device } = await questionOpen();
      const keys = { p256dh: "BA", auth: "aa" };
      const subscription = { endpoint: "https://fcm.googleapis.com/fcm/send/abc", keys };
      return { workspaceId, browser: device.browser, input: { subscription } };
    },
  },
  endReportedSessions: {
    access: "public",
    prepare: async () => {
      const { token, ...rest } = await withLink("not_me", {});
      return { ...rest, input: { token } };
    },
  },
  setLocale: {
    access: "public",
    prepare: async () => ({ workspaceId: "none", browser: new HttpBrowser(), input: { locale: "de" } }),
  },
  signOut: {
    access: "half",
    prepare: async () => ({ ...(await signedIn()), input: {} }),
  },
  beginChallenge: {
    access: "half",
    prepare: async () => {
      const { workspaceId, person } = await one({ totp: true });
      return {
        workspaceId,
        browser: await afterPassword(person),
        input: { kind: "totp", purpose: "sign_in" },
      };
    },
  },
  finishChallenge: {
    access: "half",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, person } = await one({ totp: true });
      const browser = await afterPassword(person);
      return { workspaceId, browser, input: await beginTotp(browser) };
    },
  },
  confirmPassword: {
    access: "half",
    prepare: async () => ({ ...(await signedIn()), input: { password: PASSWORD } }),
  },
  beginEnrollment: {
    access: "setup",
    prepare: async () => ({ ...(await signedIn()), input: { kind: "totp", purpose: "two_factor" } }),
  },
  finishEnrollment: {
    access: "setup",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await signedIn({ isRequired: true });
      const begun = await succeed<{ flowId: string; present: { secret: string } }>(
        browser,
        "beginEnrollment",
        {
          kind: "totp",
          purpose: "two_factor",
        },
      );
      return {
        workspaceId,
        browser,
        input: { flowId: begun.flowId, answer: { code: codeOf(begun.present.secret) } },
      };
    },
  },
  issueRecoveryCodes: {
    access: "setup",
    prepare: async () => ({ ...(await signedIn({ totp: true })), input: {} }),
  },
  acknowledgeRecoveryCodes: {
    access: "setup",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await signedIn({ totp: true });
      const { setId } = await succeed(browser, "issueRecoveryCodes", {});
      return { workspaceId, browser, input: { setId } };
    },
  },
  renameCredential: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await signedIn();
      const { credentialId } = await enrolTotp(browser);
      return { workspaceId, browser, input: { credentialId, label: "Old phone" } };
    },
  },
  removeCredential: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await signedIn();
      const { credentialId } = await enrolTotp(browser);
      await enrolTotp(browser);
      return { workspaceId, browser, input: { credentialId } };
    },
  },
  enableTwoFactor: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await signedIn();
      await enrolPasskey(browser, "sign_in");
      return { workspaceId, browser, input: {} };
    },
  },
  disableTwoFactor: {
    access: "full",
    prepare: async () => ({ ...(await signedIn({ totp: true })), input: {} }),
  },
  preferFactor: {
    access: "full",
    prepare: async () => ({ ...(await signedIn({ totp: true })), input: { kind: "totp" } }),
  },
  deferSetup: {
    access: "setup",
    prepare: async () => {
      const { workspaceId, person } = await one({ isInGrace: true });
      return { workspaceId, browser: await afterPassword(person), input: {} };
    },
  },
  endSession: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, person, browser } = await signedIn();
      await afterPassword(person);
      const [other] = await sql()`
        select id from sessions where user_id = ${person.id} order by created_at desc limit 1`;
      return { workspaceId, browser, input: { sessionId: other?.id } };
    },
  },
  endOtherSessions: {
    access: "full",
    prepare: async () => ({ ...(await signedIn()), input: {} }),
  },
  forgetBrowser: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, person, browser } = await signedIn();
      await sql()`update browsers set remembered_at = now() where user_id = ${person.id}`;
      const [known] = await sql()`select id from browsers where user_id = ${person.id}`;
      return { workspaceId, browser, input: { browserId: known?.id } };
    },
  },
  forgetAllBrowsers: {
    access: "full",
    prepare: async () => ({ ...(await signedIn()), input: {} }),
  },
  askForHelp: {
    access: "half",
    prepare: async () => {
      const { workspaceId, browser } = await halfWithAdmin();
      return { workspaceId, browser, input: { words: "My phone is lost" } };
    },
  },
  withdrawHelp: {
    access: "half",
    prepare: async () => {
      const { workspaceId, browser } = await halfWithAdmin();
      await succeed(browser, "askForHelp", { words: "" });
      return { workspaceId, browser, input: {} };
    },
  },
  redeemAccessPass: {
    access: "half",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, people, browser } = await halfWithAdmin();
      const owner = { workspaceId, userId: people.other.id };
      const code = await issuePass(database(), owner, { minutes: 60, createdBy: people.admin.id });
      return { workspaceId, browser, input: { code } };
    },
  },
  startOwnRecovery: {
    access: "half",
    prepare: async () => {
      const { workspaceId, person } = await one({ role: "owner", totp: true });
      return { workspaceId, browser: await afterPassword(person), input: {} };
    },
  },
  confirmOwnRecovery: {
    access: "public",
    prepare: async () => {
      const { token, ...rest } = await withLink("owner_recovery", { role: "owner" });
      return { ...rest, input: { token } };
    },
  },
  cancelResetByLink: {
    access: "public",
    prepare: async () => {
      const { workspaceId, person } = await one({ role: "administrator" });
      const owner = { workspaceId, userId: person.id };
      const wait = { requestedBy: null, reason: "A test", hours: 24 };
      await delayReset(database(), owner, wait);
      const [reset] = await sql()`select id from delayed_resets where user_id = ${person.id}`;
      const token = await issueToken(database(), {
        ...owner,
        kind: "reset_cancel",
        createdBy: null,
        data: { resetId: reset?.id },
      });
      return { workspaceId, browser: new HttpBrowser(), input: { token } };
    },
  },
  issueAccessPass: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      return { workspaceId, browser, input: { userId: other.id, minutes: 60, reason: "A test" } };
    },
  },
  issueSetupLink: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      return { workspaceId, browser, input: { userId: other.id, factor: null, isMailed: true } };
    },
  },
  resetTwoFactor: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({ totp: true });
      return { workspaceId, browser, input: { userId: other.id, reason: "A test" } };
    },
  },
  cancelReset: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({ role: "administrator", totp: true });
      await succeed(browser, "resetTwoFactor", { userId: other.id, reason: "A test" });
      return { workspaceId, browser, input: { userId: other.id } };
    },
  },
  answerHelp: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, people, browser } = await halfWithAdmin();
      await succeed(browser, "askForHelp", { words: "" });
      const [request] = await sql()`select id from help_requests where user_id = ${people.other.id}`;
      return {
        workspaceId,
        browser: await afterTotp(people.admin),
        input: { requestId: request?.id, answer: "declined", reason: "A test" },
      };
    },
  },
  saveUserSecurity: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      return { workspaceId, browser, input: { userId: other.id, requireMfa: true, rights: [] } };
    },
  },
  saveName: {
    access: "full",
    prepare: async () => ({ ...(await signedIn()), input: { name: "Another Name" } }),
  },
  changePassword: {
    access: "full",
    prepare: async () => ({ ...(await signedIn()), input: { password: NEW_PASSWORD } }),
  },
  changeAddress: {
    access: "full",
    prepare: async () => ({ ...(await signedIn()), input: { email: `other${Date.now()}@new.example` } }),
  },
  confirmNewAddress: {
    access: "public",
    prepare: async () => {
      const { workspaceId, person } = await one({});
      const token = await issueToken(database(), {
        workspaceId,
        userId: person.id,
        kind: "address_change",
        createdBy: person.id,
        data: { email: `moved${Date.now()}@new.example` },
      });
      return { workspaceId, browser: new HttpBrowser(), input: { token } };
    },
  },
  proveForExport: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      return { workspaceId, browser, input: {} };
    },
  },
  revokeInvitation: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({ isInvited: true });
      return { workspaceId, browser, input: { userId: other.id } };
    },
  },
  orderBulkRun: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      // Nobody: what a run does to somebody it does later, in the middle of another probe
      const input = { deed: { kind: "require" }, chosen: { userIds: ["usr_nobody"] } };
      return { workspaceId, browser, input };
    },
  },
  previewBulkRun: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      return {
        workspaceId,
        browser,
        input: { deed: { kind: "require" }, chosen: { userIds: [other.id] } },
      };
    },
  },
  cancelBulkRun: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      const runId = await makeRun(workspaceId, other.id, { isFinished: false });
      return { workspaceId, browser, input: { runId } };
    },
  },
  retryBulkRun: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other, admin } = await withAdmin({});
      const runId = await makeRun(workspaceId, other.id, { isFinished: true, orderedBy: admin.id });
      return { workspaceId, browser, input: { runId } };
    },
  },
  inviteMany: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      const preset = { role: "member", rights: [], policyId: null, requireMfa: false };
      return { workspaceId, browser, input: { csv: "email,name\nno address,Nobody", preset } };
    },
  },
  blockUser: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      return { workspaceId, browser, input: { userId: other.id } };
    },
  },
  unblockUser: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({ isBlocked: true });
      return { workspaceId, browser, input: { userId: other.id } };
    },
  },
  deleteUser: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      return { workspaceId, browser, input: { userId: other.id } };
    },
  },
  unlockUser: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      await sql()`insert into factor_failures (workspace_id, user_id, kind, in_a_row, stopped_at)
        values (${workspaceId}, ${other.id}, 'totp', 100, now())`;
      return { workspaceId, browser, input: { userId: other.id } };
    },
  },
  verifyAuditLog: {
    access: "full",
    prepare: async () => ({ ...(await signedIn({ role: "administrator", canAudit: true })), input: {} }),
  },
  endUserSessions: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      await afterPassword(other);
      return { workspaceId, browser, input: { userId: other.id } };
    },
  },
  previewSecurity: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      return { workspaceId, browser, input: SETTINGS };
    },
  },
  saveSecurity: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      return {
        workspaceId,
        browser,
        input: { seen: SETTINGS, settings: { ...SETTINGS, smsCountries: ["DE"] } },
      };
    },
  },
  previewChange: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      return { workspaceId, browser, input: { change: "enforce", ...TERMS } };
    },
  },
  enforceForAll: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      return { workspaceId, browser, input: { ...TERMS, tellsEverybody: false } };
    },
  },
  explainUser: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      const whatIf = { level: "phr", maxAgeSeconds: null };
      return { workspaceId, browser, input: { userId: other.id, whatIf } };
    },
  },
  listWhatIfs: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      return { workspaceId, browser, input: {} };
    },
  },
  explainForApplication: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      const whatIf = { clientId: null, scopes: ["payment"], maxAgeSeconds: null };
      return { workspaceId, browser, input: { userId: other.id, whatIf } };
    },
  },
  exemptUser: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      const endsOn = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
      return { workspaceId, browser, input: { userId: other.id, reason: "Broken phone", endsOn } };
    },
  },
  sendConfirmation: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      await sql()`update users set email_verified_at = null where workspace_id = ${workspaceId} and id = ${other.id}`;
      return { workspaceId, browser, input: { userId: other.id } };
    },
  },
  revokeExemption: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      await sql()`insert into exemptions (workspace_id, user_id, id, reason, ends_at)
        values (${workspaceId}, ${other.id}, 'exm_probe', 'Broken phone', now() + interval '20 days')`;
      return { workspaceId, browser, input: { userId: other.id } };
    },
  },
  revokeEnforcement: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      await sql()`update workspaces set enforced_since = now() where workspace_id = ${workspaceId}`;
      return { workspaceId, browser, input: { tellsEverybody: false } };
    },
  },
  ...APPLICATION_PROBES,
  ...POLICY_PROBES,
  ...RING_PROBES,
  ...WEBHOOK_PROBES,
  inviteUser: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      const invitation = { name: "Invited", role: "member", requireMfa: true };
      const address = (who: string) => `${who}${Date.now()}@new.example`;
      return {
        workspaceId,
        browser,
        input: { ...invitation, email: address("invited") },
        strangersInput: { ...invitation, email: address("elsewhere") },
      };
    },
  },
  resendInvitation: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({ isInvited: true });
      return { workspaceId, browser, input: { userId: other.id } };
    },
  },
  giveConsent: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await signedIn();
      const { id } = await waitAt(browser, workspaceId, { scope: "openid email" });
      return { workspaceId, browser, input: { id, scopes: ["email"] } };
    },
  },
  beginEnrollmentAsked: {
    access: "setup",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await signedIn();
      const { id } = await waitAt(browser, workspaceId, { acr_values: "aal2" });
      return { workspaceId, browser, input: { id, kind: "totp" } };
    },
  },
  declineAuthorization: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await signedIn();
      const { id } = await waitAt(browser, workspaceId);
      return { workspaceId, browser, input: { id } };
    },
  },
  endConnection: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, clientId } = await connected();
      return { workspaceId, browser, input: { clientId } };
    },
  },
  setOptIn: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, clientId } = await connected();
      return { workspaceId, browser, input: { clientId, isOn: true } };
    },
  },
  findAskingDevice: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await signedIn();
      const { code } = await askingDevice(workspaceId);
      return { workspaceId, browser, input: { code } };
    },
  },
  createProgram: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      return { workspaceId, browser, input: { name: "Robot", scopes: ["read:users"], policies: null } };
    },
  },
  saveProgram: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      const { clientId } = await makeProgram(workspaceId, ["read:users"]);
      const input = { clientId, name: "Robot", scopes: ["read:users"], policies: null };
      return { workspaceId, browser, input };
    },
  },
  replaceSecret: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      const { clientId } = await makeProgram(workspaceId, ["read:users"]);
      return { workspaceId, browser, input: { clientId, endsOld: "now" } };
    },
  },
  revokeProgram: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      const { clientId } = await makeProgram(workspaceId, ["read:users"]);
      return { workspaceId, browser, input: { clientId } };
    },
  },
};
