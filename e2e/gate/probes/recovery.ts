import { database } from "../../../lib/db/client";
import { issuePass } from "../../../lib/identity/tokens/access-pass";
import { issueToken } from "../../../lib/identity/tokens/service";
import { delayReset } from "../../../lib/recovery/reset";
import { sql } from "../../browser/rows";
import { HttpBrowser } from "../../http/browser";
import { afterPassword, afterTotp, succeed } from "../../http/person";
import { makeWorkspace } from "../../people";
import { one, withAdmin, withLink } from "./people";
import type { Probe } from "./probe";

/** Somebody half signed in, with an administrator who could help. */
async function halfWithAdmin() {
  const made = await makeWorkspace({
    admin: { role: "administrator", canManage: true, totp: true },
    other: { totp: true },
  });
  return { workspaceId: made.id, people: made.people, browser: await afterPassword(made.people.other) };
}

export const RECOVERY_PROBES: Record<string, Probe> = {
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
};
