import type { PolicySettings } from "../../../lib/admin/policies/schema";
import { settings } from "../../../lib/admin/policies/testing";
import { sql } from "../../browser/rows";
import { afterTotp, succeed } from "../../http/person";
import { makeWorkspace, type PersonSpec } from "../../people";
import type { Probe } from "./probe";

/** An administrator, somebody else, and an empty policy of the administrator's workspace. */
async function withPolicy(other: PersonSpec = {}) {
  const made = await makeWorkspace({ admin: { role: "administrator", canManage: true, totp: true }, other });
  const browser = await afterTotp(made.people.admin);
  const seen = settings();
  const { policyId } = await succeed<{ policyId: string }>(browser, "createPolicy", { settings: seen });
  return { workspaceId: made.id, browser, other: made.people.other, seen, policyId };
}

const REQUIRED: Partial<PolicySettings> = { mode: "required" };

/** The actions of `/settings/policies`, and those of a user's panel that speak of policies and time. */
export const POLICY_PROBES: Record<string, Probe> = {
  createPolicy: {
    access: "full",
    prepare: async () => {
      const { workspaceId, browser } = await withPolicy();
      const named = (name: string) => ({ settings: settings({ name }) });
      return { workspaceId, browser, input: named("Another"), strangersInput: named("Theirs") };
    },
  },
  previewPolicy: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, policyId, seen } = await withPolicy();
      return { workspaceId, browser, input: { policyId, settings: { ...seen, ...REQUIRED } } };
    },
  },
  savePolicy: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, policyId, seen } = await withPolicy();
      return { workspaceId, browser, input: { policyId, seen, settings: { ...seen, ...REQUIRED } } };
    },
  },
  previewMove: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, policyId, other } = await withPolicy();
      return { workspaceId, browser, input: { policyId, userIds: [other.id] } };
    },
  },
  deletePolicy: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, policyId } = await withPolicy();
      return { workspaceId, browser, input: { policyId, moveTo: null } };
    },
  },
  checkImport: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, policyId, other } = await withPolicy();
      return { workspaceId, browser, input: { policyId, csv: other.email } };
    },
  },
  importMembers: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, policyId, other } = await withPolicy();
      return { workspaceId, browser, input: { policyId, csv: other.email } };
    },
  },
  extendDeadline: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser, other } = await withPolicy({ isRequired: true });
      const [moment] = await sql()`select now() + interval '9 days' as until`;
      return { workspaceId, browser, input: { userId: other.id, until: moment?.until.toISOString() } };
    },
  },
};
