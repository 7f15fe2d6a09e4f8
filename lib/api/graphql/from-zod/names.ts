import { EFFECTS, MODES, PRESETS } from "../../../admin/policies/schema";
import { SHIELD_STATUSES } from "../../../admin/schema";
import { ROLES } from "../../../identity/core/rights";
import { FACTOR_KINDS, REASONS } from "../../../policy/core/types";
import { enrollableNames, FACTOR_NAMES } from "../../rest/guardian/factors";
import { METHOD_TYPES } from "../../rest/methods/schema";

/** `user_id` → `userId`. */
export const camel = (name: string): string =>
  name.replace(/[_-](\w)/g, (_all, letter: string) => letter.toUpperCase());

/** `user_id` → `UserId`. */
export const pascal = (name: string): string => camel(`_${name}`);

/** `webauthn-platform` → `WEBAUTHN_PLATFORM`. */
export const constant = (value: string): string => value.replace(/\W/g, "_").toUpperCase();

const ENUMS: [string, readonly string[]][] = [
  ["TwoFactorStatus", SHIELD_STATUSES],
  ["FactorKind", FACTOR_KINDS],
  ["Role", ROLES],
  ["Effect", EFFECTS],
  ["PolicyMode", MODES],
  ["SessionPreset", PRESETS],
  ["Reason", REASONS],
  ["AuthenticationMethodType", METHOD_TYPES],
  ["GuardianFactorName", FACTOR_NAMES],
  ["EnrollableFactorName", enrollableNames],
  ["InvitedRole", ["member", "administrator"]],
  ["HelpAnswerKind", ["access_pass", "reset", "declined"]],
];

/** The name of an enum whose values are these; what is not known is named after where it stands. */
export const enumName = (values: readonly string[], otherwise: string): string =>
  ENUMS.find(([, known]) => known.join() === values.join())?.[0] ?? otherwise;

/** What REST calls by a longer name because its answers are not typed. */
const RENAMED: Record<string, Record<string, string>> = {
  User: { user_id: "id" },
  UserStatus: { user_id: "userId" },
  LogEvent: { log_id: "id" },
};

export const fieldName = (typeName: string, key: string): string => RENAMED[typeName]?.[key] ?? camel(key);
