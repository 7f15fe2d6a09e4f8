import "server-only";
import { hashToken } from "../../core/crypto";
import type { Db } from "../../db/client";
import { getUserNames } from "../../identity/users/service";
import { EFFECTS, RULES, type Rule, type RuleSettings } from "../core/rule";
import { ACRS, type ApplicationDetails, GRANTS } from "./schema";
import { type ApplicationRow, findApplication, listApplicationRows, listLiveSecrets } from "./store";

/** One application of the list. Dates are ISO strings. */
export type ApplicationItem = {
  id: string;
  name: string;
  kind: ApplicationDetails["kind"];
  logo: string | null;
  rule: Rule;
  createdAt: string;
};

/** `next`: the application after which the next page begins; null: there is none. */
export type ApplicationsPage = { applications: ApplicationItem[]; next: string | null };

export type ApplicationSecret = { id: string; ending: string; createdAt: string; expiresAt: string | null };

/** An application as its own page shows it; `secrets` null: it keeps none. */
export type Application = {
  id: string;
  details: ApplicationDetails;
  /** Of its details: a change says what it was made from. */
  version: string;
  rule: RuleSettings;
  ruleSince: string;
  secrets: ApplicationSecret[] | null;
  createdBy: string | null;
  createdAt: string;
};

export const PAGE_SIZE = 50;

/** A page of the workspace's applications by name, from after the application `after` on; of one that has gone, from the first. */
export async function listApplications(
  db: Db,
  workspaceId: string,
  after: string | null,
): Promise<ApplicationsPage> {
  const place = after === null ? null : await findApplication(db, workspaceId, after);
  const rows = await listApplicationRows(db, workspaceId, place, PAGE_SIZE + 1);
  const shown = rows.slice(0, PAGE_SIZE);
  return {
    applications: shown.map((row) => ({
      id: row.id,
      name: row.name,
      kind: kindOf(row),
      logo: logoOf(row),
      rule: ruleOf(row).rule,
      createdAt: row.createdAt.toISOString(),
    })),
    next: rows.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** One application of the workspace with the endings of its live secrets; null: there is none. */
export async function findApplicationPage(
  db: Db,
  workspaceId: string,
  id: string,
): Promise<Application | null> {
  const row = await findApplication(db, workspaceId, id);
  if (!row) return null;
  const secrets = await listLiveSecrets(db, workspaceId, id);
  const names = await getUserNames(db, workspaceId, [row.createdBy]);
  return {
    id,
    details: detailsOf(row),
    version: versionOf(row),
    rule: ruleOf(row),
    ruleSince: row.ruleSince.toISOString(),
    secrets: keepsSecret(row)
      ? secrets.map(({ id, ending, createdAt, expiresAt }) => ({
          id,
          ending,
          createdAt: createdAt.toISOString(),
          expiresAt: expiresAt?.toISOString() ?? null,
        }))
      : null,
    createdBy: row.createdBy ? (names.get(row.createdBy) ?? null) : null,
    createdAt: row.createdAt.toISOString(),
  };
}

export const keepsSecret = ({ authMethod }: ApplicationRow): boolean =>
  authMethod.startsWith("client_secret");

const kindOf = ({ kind }: ApplicationRow): ApplicationDetails["kind"] =>
  kind === "native" ? "native" : "web";

/** Addresses of pictures elsewhere, which programs may register, are not fetched. */
export const logoOf = ({ logoUri }: ApplicationRow): string | null =>
  logoUri?.startsWith("data:") ? logoUri : null;

export const detailsOf = (row: ApplicationRow): ApplicationDetails => ({
  name: row.name,
  kind: kindOf(row),
  logo: logoOf(row),
  homeUri: row.homeUri,
  redirectUris: row.redirectUris,
  postLogoutUris: row.postLogoutUris,
  backchannelLogoutUri: row.backchannelLogoutUri,
  corsOrigins: row.corsOrigins,
  grants: GRANTS.filter((grant) => row.grantTypes.includes(grant)),
  scopes: row.scopes,
  isFirstParty: row.isFirstParty,
  defaultAcr: ACRS.find((acr) => acr === row.defaultAcr) ?? null,
});

export const versionOf = (row: ApplicationRow): string => hashToken(JSON.stringify(detailsOf(row)));

/** What is stored and not known here asks always, as the decision takes it. */
export const ruleOf = (row: ApplicationRow): RuleSettings => ({
  rule: RULES.find((rule) => rule === row.rule) ?? "always",
  condition: row.condition,
  allowsRemembered: row.allowsRemembered,
  effect: EFFECTS.find((effect) => effect === row.ruleEffect) ?? "right_away",
});
