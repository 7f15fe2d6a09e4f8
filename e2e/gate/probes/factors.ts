import { afterPassword, codeOf, enrolPasskey, enrolTotp, succeed } from "../../http/person";
import { waitAt } from "../../oidc/waiting";
import { one, signedIn } from "./people";
import type { Probe } from "./probe";

export const FACTOR_PROBES: Record<string, Probe> = {
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
  beginEnrollmentAsked: {
    access: "setup",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await signedIn();
      const { id } = await waitAt(browser, workspaceId, { acr_values: "aal2" });
      return { workspaceId, browser, input: { id, kind: "totp" } };
    },
  },
};
