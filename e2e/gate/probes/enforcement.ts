import { sql } from "../../browser/rows";
import { withAdmin } from "./people";
import type { Probe } from "./probe";

const SETTINGS = {
  methods: ["passkey", "totp"],
  recoveryCodesOn: true,
  smsCountries: [] as string[],
  smsDailyCap: 500,
};

const TERMS = { effect: "next_sign_in", graceDays: null };

export const ENFORCEMENT_PROBES: Record<string, Probe> = {
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
};
