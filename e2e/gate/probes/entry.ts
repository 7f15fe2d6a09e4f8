import { HttpBrowser, ORIGIN } from "../../http/browser";
import { afterPassword, beginTotp, enrolPasskey, succeed } from "../../http/person";
import { PASSWORD } from "../../people";
import { NEW_PASSWORD, one, signedIn, withLink } from "./people";
import type { Probe } from "./probe";

export const ENTRY_PROBES: Record<string, Probe> = {
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
  setLocale: {
    access: "public",
    prepare: async () => ({ workspaceId: "none", browser: new HttpBrowser(), input: { locale: "de" } }),
  },
  signOut: {
    access: "half",
    prepare: async () => ({ ...(await signedIn()), input: {} }),
  },
  endReportedSessions: {
    access: "public",
    prepare: async () => {
      const { token, ...rest } = await withLink("not_me", {});
      return { ...rest, input: { token } };
    },
  },
  confirmPassword: {
    access: "half",
    prepare: async () => ({ ...(await signedIn()), input: { password: PASSWORD } }),
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
};
