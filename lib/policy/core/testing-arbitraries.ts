import fc from "fast-check";
import {
  ago,
  ahead,
  DAY,
  exemption,
  facts,
  grace,
  HOUR,
  MINUTE,
  NOW,
  password,
  plainPasskey,
  proof,
  request,
  rules,
  SECOND,
  source,
  verifiedPasskey,
} from "./testing";
import {
  FACTOR_KINDS,
  type Facts,
  type Proof,
  type RequestDemand,
  type RingPlace,
  type Rollout,
  type Rules,
  type Source,
} from "./types";

/** Few moments, so that they coincide often. */
const past = fc.constantFrom(
  NOW,
  ago(SECOND),
  ago(MINUTE),
  ago(10 * MINUTE),
  ago(HOUR),
  ago(2 * DAY),
  ago(31 * DAY),
);
const anyTime = fc.oneof(past, fc.constantFrom(ahead(SECOND), ahead(DAY), ahead(20 * DAY)));
const mostly = <T, U>(often: fc.Arbitrary<T>, seldom: fc.Arbitrary<U>) =>
  fc.oneof({ weight: 4, arbitrary: often }, { weight: 1, arbitrary: seldom });
const nothing = fc.constant(null);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof(nothing, arbitrary);
const seldom = <T>(arbitrary: fc.Arbitrary<T>) => mostly(nothing, arbitrary);
const kinds = fc.subarray([...FACTOR_KINDS]);
const someKinds = fc.subarray([...FACTOR_KINDS], { minLength: 1 });

const anyGrace = fc
  .record({
    until: maybe(anyTime),
    days: maybe(fc.constantFrom(0, 3, 40)),
    skips: maybe(fc.constantFrom(0, 1, 5)),
  })
  .map(grace);

/** One source of a kind, of any age, effect and grace. */
export const anySource = (kind: Source["kind"]): fc.Arbitrary<Source> =>
  fc
    .record({
      since: past,
      tightenedAt: maybe(past),
      coveredSince: maybe(past),
      effect: fc.constantFrom("next_sign_in" as const, "right_away" as const),
      grace: maybe(anyGrace),
    })
    .map((rest) => source(kind, rest));

const anyExemption = fc
  .record({ startsAt: past, endsAt: anyTime, revokedAt: seldom(anyTime) })
  .map(exemption);

const anyRollout: fc.Arbitrary<Rollout> = fc.record({
  setBy: fc.constant("usr_ada"),
  effect: fc.constantFrom("next_sign_in" as const, "right_away" as const),
  graceDays: fc.constantFrom(null, 7),
  rings: fc.array(
    fc.tuple(fc.constantFrom(null, 10, 50, 100), maybe(past)).map(([percent, startedAt]) => ({
      percent,
      policyId: percent === null ? "pol_pilots" : null,
      startedAt,
    })),
    { minLength: 1, maxLength: 3 },
  ),
});

const anyPlace: fc.Arbitrary<RingPlace> = fc.record({
  spot: fc.constantFrom(5, 40, 90),
  policyId: fc.constantFrom("pol_pilots", "pol_default"),
  policySince: past,
  joinedAt: past,
});

export const anyRules: fc.Arbitrary<Rules> = fc
  .record({
    userBox: maybe(anySource("user")),
    workspace: maybe(anySource("workspace")),
    rollout: seldom(anyRollout),
    place: anyPlace,
    policy: fc.record({
      mode: fc.constantFrom("optional" as const, "required" as const, "try_out" as const),
      source: anySource("policy"),
      startsAt: seldom(anyTime),
    }),
    appFlag: maybe(anySource("application")),
    policyMethods: someKinds,
    workspaceMethods: fc.oneof(someKinds, fc.constant([...FACTOR_KINDS])),
    retiredMethods: mostly(
      fc.constant([]),
      fc.uniqueArray(fc.record({ kind: fc.constantFrom(...FACTOR_KINDS), at: past }), {
        maxLength: 2,
        selector: ({ kind }) => kind,
      }),
    ),
    phishingResistant: fc.boolean(),
    allowSelfRemoval: fc.boolean(),
    exemptions: mostly(fc.constant([]), fc.array(anyExemption, { maxLength: 2 })),
    firstPromptedAt: maybe(past),
    skipsUsed: fc.constantFrom(0, 1, 2),
    remembered: fc.record({ allowed: fc.boolean(), days: fc.constantFrom(1, 30) }),
    levelLapseSeconds: fc.constantFrom(1_800, 86_400),
  })
  .map(rules);

const credentialId = fc.constantFrom(undefined, "one", "two", "gone");
const anyProof: fc.Arbitrary<Proof> = fc
  .tuple(
    fc.constantFrom("totp", "sms", "push", "recovery_code", "plain", "verified") as fc.Arbitrary<string>,
    past,
    credentialId,
  )
  .map(([what, at, id]) => {
    if (what === "plain") return plainPasskey({ at, credentialId: id });
    if (what === "verified") return verifiedPasskey({ at, credentialId: id });
    return proof(what as Proof["factor"], { at, credentialId: id });
  });
const anyProofs = fc
  .tuple(mostly(past, nothing), fc.array(anyProof, { maxLength: 3 }))
  .map(([at, others]) => (at === null ? others : [password({ at }), ...others]));

const credentials = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...FACTOR_KINDS),
      state: fc.constantFrom("works", "works", "lost", "suspect"),
    }),
    { maxLength: 2 },
  )
  .map((list) =>
    list.map(({ kind, state }, i) => {
      const isSuspect = state === "suspect" && kind === "passkey";
      return {
        kind,
        id: i === 0 ? "one" : "two",
        usable: state === "works",
        ...(isSuspect && { isSuspect }),
      };
    }),
  );

const rarely = fc.nat({ max: 19 }).map((n) => n === 0);

export const anyFacts: fc.Arbitrary<Facts> = fc
  .record({
    user: fc.record({
      blocked: rarely,
      twoFactorOn: fc.boolean(),
      credentials,
      recoveryCodesLeft: fc.constantFrom(0, 0, 1, 9),
      enrollable: fc.oneof(kinds, fc.constant([...FACTOR_KINDS])),
    }),
    session: fc.record({
      beganAt: past,
      ended: rarely,
      proofs: anyProofs,
      rememberedAt: maybe(past),
      deferredAt: maybe(past),
      accessPassAt: seldom(past),
    }),
  })
  .map(facts);

export const anyRequest: fc.Arbitrary<RequestDemand> = fc
  .record({
    level: fc.constantFrom("aal0" as const, "aal1" as const, "aal2" as const, "phr" as const, "own" as const),
    maxAgeSeconds: maybe(fc.constantFrom(0, 60, 300, 86_400)),
    askedAt: past,
    factors: maybe(kinds),
    allowsRemembered: fc.boolean(),
    lapses: fc.boolean(),
  })
  .map(request);

/** One user, one session, one moment, with or without a request. */
export type AnyCase = { rules: Rules; facts: Facts; request: RequestDemand | null };
export const anyCase: fc.Arbitrary<AnyCase> = fc.record({
  rules: anyRules,
  facts: anyFacts,
  request: maybe(anyRequest),
});
