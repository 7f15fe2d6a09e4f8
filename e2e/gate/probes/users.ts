import { sql } from "../../browser/rows";
import { afterPassword } from "../../http/person";
import { signedIn, withAdmin } from "./people";
import type { Probe } from "./probe";

export const USER_PROBES: Record<string, Probe> = {
  saveUserSecurity: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      return { workspaceId, browser, input: { userId: other.id, requireMfa: true, rights: [] } };
    },
  },
  proveForExport: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await withAdmin({});
      return { workspaceId, browser, input: {} };
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
  endUserSessions: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({});
      await afterPassword(other);
      return { workspaceId, browser, input: { userId: other.id } };
    },
  },
  verifyAuditLog: {
    access: "full",
    prepare: async () => ({ ...(await signedIn({ role: "administrator", canAudit: true })), input: {} }),
  },
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
  revokeInvitation: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withAdmin({ isInvited: true });
      return { workspaceId, browser, input: { userId: other.id } };
    },
  },
};
