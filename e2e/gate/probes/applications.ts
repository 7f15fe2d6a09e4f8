import { database } from "../../../lib/db/client";
import { findApplicationPage } from "../../../lib/oidc/applications/page";
import { type ApplicationDetails, NEW_APPLICATION } from "../../../lib/oidc/applications/schema";
import type { RuleSettings } from "../../../lib/oidc/core/rule";
import { getTerms } from "../../../lib/oidc/terms/service";
import type { HttpBrowser } from "../../http/browser";
import { afterTotp, succeed } from "../../http/person";
import { CALLBACK } from "../../oidc/applications";
import { makeWorkspace } from "../../people";
import type { Probe, Ready } from "./probe";

const DETAILS: ApplicationDetails = { ...NEW_APPLICATION, name: "Orders", redirectUris: [CALLBACK] };
const RULE: RuleSettings = {
  rule: "as_required",
  condition: null,
  allowsRemembered: false,
  effect: "next_sign_in",
};
const DRAFT = { rule: "always", condition: null, allowsRemembered: false };

type With = { workspaceId: string; browser: HttpBrowser; clientId: string; email: string };

/** An administrator who may manage applications, with one that they have added. */
async function withApplication(): Promise<With> {
  const made = await makeWorkspace({ admin: { role: "administrator", canManage: true, totp: true } });
  const browser = await afterTotp(made.people.admin);
  const { clientId } = await succeed(browser, "addApplication", { details: DETAILS });
  return { workspaceId: made.id, browser, clientId: String(clientId), email: made.people.admin.email };
}

const probe = (inputOf: (at: With) => Promise<unknown> | unknown, isOwn = false): Probe => ({
  access: "full",
  namesAnothers: !isOwn,
  prepare: async (): Promise<Ready> => {
    const at = await withApplication();
    return { workspaceId: at.workspaceId, browser: at.browser, input: await inputOf(at) };
  },
});

const pageOf = ({ workspaceId, clientId }: With) => findApplicationPage(database(), workspaceId, clientId);

/** The actions of `/settings/applications`. */
export const APPLICATION_PROBES: Record<string, Probe> = {
  addApplication: probe(() => ({ details: { ...DETAILS, name: "Shop" } }), true),
  saveApplication: probe(async (at) => {
    const seen = (await pageOf(at))?.version;
    return { clientId: at.clientId, seen, details: { ...DETAILS, name: "Shop" } };
  }),
  replaceApplicationSecret: probe(({ clientId }) => ({ clientId, endsOld: "now" })),
  endApplicationSecret: probe(async (at) => {
    const secretId = (await pageOf(at))?.secrets?.[0]?.id;
    await succeed(at.browser, "replaceApplicationSecret", { clientId: at.clientId, endsOld: "later" });
    return { clientId: at.clientId, secretId };
  }),
  removeApplication: probe(({ clientId }) => ({ clientId })),
  checkCondition: probe(() => ({ condition: "true" }), true),
  saveRule: probe(({ clientId }) => ({ clientId, seen: RULE, settings: { ...RULE, rule: "always" } })),
  tryRule: probe(({ clientId, email }) => ({
    clientId,
    draft: DRAFT,
    email,
    scopes: ["openid"],
    ip: "",
    isNewBrowser: true,
  })),
  replayRule: probe(({ clientId }) => ({ clientId, draft: DRAFT })),
  saveTerms: probe(async ({ workspaceId }) => {
    const seen = await getTerms(database(), workspaceId);
    return { seen, terms: { ...seen, freshBelowSeconds: 60 } };
  }, true),
};
