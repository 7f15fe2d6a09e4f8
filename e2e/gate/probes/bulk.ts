import { makeRun } from "../runs";
import { withAdmin } from "./people";
import type { Probe } from "./probe";

export const BULK_PROBES: Record<string, Probe> = {
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
};
