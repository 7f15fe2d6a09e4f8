import { succeed } from "../../http/person";
import { makeProgram } from "../../http/program";
import { waitAt } from "../../oidc/waiting";
import { signedIn, withAdmin } from "./people";
import type { Probe } from "./probe";

/** Somebody who let an application in. */
async function connected() {
  const { workspaceId, browser } = await signedIn();
  const { id, clientId } = await waitAt(browser, workspaceId, { scope: "openid email" });
  await succeed(browser, "giveConsent", { id, scopes: ["email"] });
  return { workspaceId, browser, clientId };
}

export const CONNECTION_PROBES: Record<string, Probe> = {
  giveConsent: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await signedIn();
      const { id } = await waitAt(browser, workspaceId, { scope: "openid email" });
      return { workspaceId, browser, input: { id, scopes: ["email"] } };
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
