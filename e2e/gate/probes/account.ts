import { database } from "../../../lib/db/client";
import { issueToken } from "../../../lib/identity/tokens/service";
import { sql } from "../../browser/rows";
import { HttpBrowser } from "../../http/browser";
import { afterPassword } from "../../http/person";
import { NEW_PASSWORD, one, signedIn } from "./people";
import type { Probe } from "./probe";

export const ACCOUNT_PROBES: Record<string, Probe> = {
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
};
