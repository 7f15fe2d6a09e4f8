import "server-only";
import { resolveRequirement } from "../core/requirement";
import { startedPercent } from "../core/rings";
import { shieldStatus } from "../core/status";
import { FACTOR_KINDS, type FactorKind, type Rollout, type ShieldStatus } from "../core/types";
import { type PlaceRow, type RuleRow, toRollout, toRules, toUserFacts } from "../rows";

/** All of a user that the shield depends on; the rest stands in the rules of the policy and the workspace. */
export type ShieldClass = {
  policyId: string;
  isOn: boolean;
  /** Sorted, as the users' column keeps them. */
  kinds: readonly FactorKind[];
  /** `Require MFA` is ticked. */
  isBoxed: boolean;
  isExempt: boolean;
  /** Where the hash of a user lies, 0–99, that rings of a percentage tell apart: from the first to below the second. */
  spots: Spots;
};

export type Spots = readonly [from: number, below: number];
const ALL_SPOTS: Spots = [0, 100];

/** Those whom the rings that have started take in, and the others; one where they tell nobody apart. */
export function spotsOf(rollout: Rollout | null): readonly Spots[] {
  const percent = startedPercent(rollout);
  const sides: Spots[] = [
    [0, percent],
    [percent, 100],
  ];
  return percent === 0 || percent === 100 ? [ALL_SPOTS] : sides;
}

const SORTED_KINDS = FACTOR_KINDS.toSorted();

/** Every set of kinds, each sorted. */
export const KIND_SETS: readonly (readonly FactorKind[])[] = Array.from(
  { length: 2 ** SORTED_KINDS.length },
  (_, bits) => SORTED_KINDS.filter((_, place) => (bits >> place) % 2 === 1),
);

const EITHER = [false, true] as const;
const DAY_MS = 86_400_000;

/** Every class there can be in a workspace, with the shield of its users: the core is asked once for each. */
export function judgeClasses(
  places: readonly PlaceRow[],
  available: readonly FactorKind[],
): (ShieldClass & { status: ShieldStatus })[] {
  const classes = places.flatMap((place) =>
    KIND_SETS.flatMap((kinds) =>
      EITHER.flatMap((isOn) =>
        EITHER.flatMap((isBoxed) =>
          EITHER.flatMap((isExempt) =>
            spotsOf(toRollout(place)).map((spots) => {
              const one = { policyId: place.policy_id, isOn, kinds, isBoxed, isExempt, spots };
              return { ...one, status: statusOf(place, one, available) };
            }),
          ),
        ),
      ),
    ),
  );
  return classes;
}

function statusOf(place: PlaceRow, one: ShieldClass, available: readonly FactorKind[]): ShieldStatus {
  const row = somebodyOf(place, one);
  const now = new Date(place.now);
  return shieldStatus(resolveRequirement(toRules(row), null, now), toUserFacts(row, available), now).status;
}

/** A user of the class, of whom nothing else is known. */
function somebodyOf(place: PlaceRow, { isOn, kinds, isBoxed, isExempt, spots }: ShieldClass): RuleRow {
  const now = new Date(place.now).getTime();
  const [before, after] = [now - DAY_MS, now + DAY_MS].map((time) => new Date(time).toISOString()) as [
    string,
    string,
  ];
  const exemption = { reason: "", set_by: null, starts_at: before, ends_at: after, revoked_at: null };
  return {
    ...place,
    ...NOBODY,
    policy_since: before,
    user_created_at: before,
    two_factor_on: isOn,
    spot: spots[0],
    required_since: isBoxed ? before : null,
    credentials: kinds.map((kind) => ({ id: kind, kind, suspect: false, stopped: false })),
    exemptions: isExempt ? [exemption] : [],
  };
}

const NOBODY = {
  user_id: "",
  email: "",
  email_verified_at: null,
  name: "",
  role: "member",
  rights: [],
  blocked_at: null,
  has_password: true,
  two_factor_origin: null,
  two_factor_since: null,
  preferred_factor: null,
  locale: "en",
  app_flag_since: null,
  app_flag_by: null,
  required_by: null,
  required_effect: "next_sign_in",
  required_grace_days: null,
  first_prompted_at: null,
  skips_used: 0,
  last_skip_at: null,
  user_extended_until: null,
  user_extended_at: null,
  last_sign_in_at: null,
  recovery_codes_left: 0,
};
