import "server-only";
import { z } from "@hono/zod-openapi";
import type { SecuritySettings } from "../../../admin/security";
import { saveSecurity } from "../../../admin/security";
import { FACTOR_KINDS, type FactorKind } from "../../../policy/core/types";
import { getLockedWorkspace, getWorkspace, type WorkspaceRow } from "../../../workspaces/service";
import { type Operation, operation } from "../operation";

const tag = "Guardian";

/** Auth0's words. A passkey answers to both of its names for one, which are switched together. */
const KIND_OF = {
  "webauthn-platform": "passkey",
  "webauthn-roaming": "passkey",
  otp: "totp",
  sms: "sms",
  "push-notification": "push",
} as const satisfies Record<string, FactorKind>;
const CODES = "recovery-code";
export const FACTOR_NAMES = [...(Object.keys(KIND_OF) as (keyof typeof KIND_OF)[]), CODES] as const;
type FactorName = (typeof FACTOR_NAMES)[number];

export const factorNameOf = (kind: FactorKind) =>
  FACTOR_NAMES.find((name) => name !== CODES && KIND_OF[name] === kind);
export const kindOfFactor = (name: Exclude<FactorName, typeof CODES>): FactorKind => KIND_OF[name];
export const enrollableNames = FACTOR_NAMES.filter((name) => name !== CODES);

const factorSchema = z.object({ name: z.enum(FACTOR_NAMES), enabled: z.boolean() }).openapi("GuardianFactor");

const isOn = ({ methods, recoveryCodesOn }: WorkspaceRow, name: FactorName): boolean =>
  name === CODES ? recoveryCodesOn : methods.includes(KIND_OF[name]);

const settingsOf = (row: WorkspaceRow): SecuritySettings => ({
  methods: FACTOR_KINDS.filter((kind) => row.methods.includes(kind)),
  recoveryCodesOn: row.recoveryCodesOn,
  smsCountries: row.smsCountries as SecuritySettings["smsCountries"],
  smsDailyCap: row.smsDailyCap,
});

function withFactor(settings: SecuritySettings, name: FactorName, enabled: boolean): SecuritySettings {
  if (name === CODES) return { ...settings, recoveryCodesOn: enabled };
  const others = settings.methods.filter((kind) => kind !== KIND_OF[name]);
  return { ...settings, methods: enabled ? [...others, KIND_OF[name]] : others };
}

const list = operation({
  method: "get",
  path: "/guardian/factors",
  tag,
  summary: "List the methods and whether they are on",
  scopes: ["read:guardian_factors"],
  status: 200,
  answer: z.array(factorSchema),
  run: async ({ db, workspaceId }) => {
    const workspace = await getWorkspace(db, workspaceId);
    return FACTOR_NAMES.map((name) => ({ name, enabled: isOn(workspace, name) }));
  },
});

const set = operation({
  method: "put",
  path: "/guardian/factors/{name}",
  tag,
  summary: "Switch a method on or off for everybody",
  scopes: ["update:guardian_factors"],
  isForAll: true,
  params: z.strictObject({ name: z.enum(FACTOR_NAMES) }),
  body: z.strictObject({ enabled: z.boolean() }).openapi("GuardianFactorChange"),
  status: 200,
  answer: z.object({ enabled: z.boolean() }),
  errors: ["method_not_available", "methods_empty"],
  run: async ({ db, actor, workspaceId, params, body }) => {
    const seen = settingsOf(await getLockedWorkspace(db, workspaceId));
    await saveSecurity(db, actor, { seen, settings: withFactor(seen, params.name, body.enabled) });
    return { enabled: body.enabled };
  },
});

export const factorOperations: Operation[] = [list, set];
