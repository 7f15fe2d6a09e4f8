import fc from "fast-check";
import { test } from "vitest";
import { enforceForAll, exempt, requireUsers, revokeForAll } from "./plan";
import { grace, held, password, source } from "./testing";
import { DAY, House, KINDS, proved, Step } from "./testing-house";
import { Model, type ModelRule } from "./testing-model";
import type { Effect, FormerTerms } from "./types";

const effect = fc.constantFrom<Effect>("next_sign_in", "right_away");
const days = fc.constantFrom(null, 1, 7);
const until = (model: Model, count: number | null) => (count === null ? null : model.now + count * DAY);
/** The user was prompted long ago, so that days run from when the rule began. */
const ruleOf = (model: Model, how: Effect, count: number | null): ModelRule => ({
  since: model.now,
  effect: how,
  until: until(model, count),
});

const tick = fc.tuple(effect, days).map(
  ([how, graceDays]) =>
    new Step(
      `tick ${how} ${graceDays}`,
      (model, house) => {
        model.box = ruleOf(model, how, graceDays);
        house.rules = requireUsers({ setBy: null, effect: how, graceDays })(house.rules, house.now);
      },
      (model) => model.box === null,
    ),
);
const enforce = fc.tuple(effect, days).map(
  ([how, graceDays]) =>
    new Step(
      `enforce ${how} ${graceDays}`,
      (model, house) => {
        model.everybody = ruleOf(model, how, graceDays);
        house.rules = enforceForAll({ setBy: null, effect: how, graceDays })(house.rules, house.now);
      },
      (model) => model.everybody === null && model.rings.length === 0,
    ),
);
const planRings = fc
  .tuple(fc.constantFrom([10, 50, 100], [50, 100], [20, 100]), fc.constantFrom(0, 2), effect, days)
  .map(
    ([percents, first, how, graceDays]) =>
      new Step(
        `plan rings ${percents} from ${first} ${how} ${graceDays}`,
        (model, house) => {
          const dues = percents.map((_, i) => (first + i * 5) * DAY);
          model.ringTerms = { effect: how, days: graceDays };
          model.rings = percents.map((below, i) => ({
            below,
            due: model.now + (dues[i] ?? 0),
            begun: null,
          }));
          [model.arePaused, house.arePaused] = [false, false];
          house.due = dues.map((due) => new Date(house.now.getTime() + due));
          const rings = percents.map((percent) => ({ percent, policyId: null, startedAt: null }));
          house.rules = { ...house.rules, rollout: { setBy: null, effect: how, graceDays, rings } };
        },
        (model) => model.everybody === null && model.rings.length === 0,
      ),
  );
const turnRings = fc.boolean().map(
  (isPaused) =>
    new Step(
      isPaused ? "pause rings" : "resume rings",
      (model, house) => {
        [model.arePaused, house.arePaused] = [isPaused, isPaused];
      },
      (model) => model.rings.length > 0,
    ),
);
const lift = fc.constantFrom("box", "everybody").map(
  (which) =>
    new Step(`lift ${which}`, (model, house) => {
      model[which as "box"] = null;
      if (which === "everybody") model.rings = [];
      house.rules =
        which === "box" ? { ...house.rules, userBox: null } : revokeForAll(house.rules, house.now);
    }),
);
const policy = fc.tuple(fc.boolean(), fc.subarray([...KINDS], { minLength: 1 }), days).map(
  ([isRequired, methods, graceDays]) =>
    new Step(`policy ${isRequired ? "required" : "optional"} ${methods} ${graceDays}`, (model, house) => {
      const before = house.rules.policy;
      const former: FormerTerms = {
        mode: before.mode,
        methods: house.rules.policyMethods,
        phishingResistant: false,
        grace: before.source.grace ?? grace({}),
        endedAt: house.now,
      };
      const isNew = isRequired && before.mode !== "required";
      if (isNew) model.policy = ruleOf(model, "next_sign_in", graceDays);
      if (!isRequired) model.policy = null;
      model.terms.push({ from: model.now, accepted: methods });
      const began = isNew
        ? { since: house.now, grace: graceDays === null ? null : grace({ days: graceDays }) }
        : {};
      house.rules = {
        ...house.rules,
        policyMethods: methods,
        formerTerms: [...house.rules.formerTerms, former],
        policy: {
          mode: isRequired ? "required" : "optional",
          startsAt: null,
          source: source("policy", { ...before.source, ...began }),
        },
      };
    }),
);
const excuse = fc.constantFrom(1, 3, 30).map(
  (count) =>
    new Step(`exempt ${count}`, (model, house) => {
      model.exempt.push({ from: model.now, to: model.now + count * DAY });
      const endsAt = new Date(house.now.getTime() + count * DAY);
      const given = { reason: "", setBy: null, startsAt: house.now, endsAt, revokedAt: null };
      house.rules = exempt(given)(house.rules, house.now);
    }),
);
const revoke = fc.constant(
  new Step("revoke exemptions", (model, house) => {
    for (const one of model.exempt) if (one.to > model.now) one.to = model.now;
    const revokedAt = house.now;
    house.rules = {
      ...house.rules,
      exemptions: house.rules.exemptions.map((one) =>
        one.endsAt > revokedAt && one.revokedAt === null ? { ...one, revokedAt } : one,
      ),
    };
  }),
);
const signIn = fc.constant(
  new Step("sign in", (model, house) => {
    model.sessions.push({ began: model.now, proved: [], isDeferred: false });
    const proofs = [password({ at: house.now })];
    house.sessions.push({ beganAt: house.now, ended: false, proofs, rememberedAt: null, deferredAt: null });
  }),
);
/** In the newest session, as everything a person does. */
const prove = fc.constantFrom(...KINDS).map(
  (kind) =>
    new Step(
      `prove ${kind}`,
      (model, house) => {
        model.sessions.at(-1)?.proved.push(kind);
        const last = house.sessions.pop();
        if (last) house.sessions.push({ ...last, proofs: [...last.proofs, proved(kind, house.now)] });
      },
      (model) => model.sessions.length > 0 && model.held.includes(kind),
    ),
);
const enrol = fc.constantFrom(...KINDS).map(
  (kind) =>
    new Step(
      `enrol ${kind}`,
      (model, house) => {
        model.held.push(kind);
        model.isOn = true;
        model.sessions.at(-1)?.proved.push(kind);
        house.user = {
          ...house.user,
          twoFactorOn: true,
          credentials: [...house.user.credentials, held(kind)],
        };
        const last = house.sessions.pop();
        if (last) house.sessions.push({ ...last, proofs: [...last.proofs, proved(kind, house.now)] });
      },
      (model) => model.sessions.length > 0 && !model.held.includes(kind),
    ),
);
const later = fc.constant(
  new Step(
    "press later",
    (model, house) => {
      const session = model.sessions.at(-1);
      if (session) session.isDeferred = true;
      const last = house.sessions.pop();
      if (last) house.sessions.push({ ...last, deferredAt: house.now });
    },
    (model) =>
      model.sessions.some(
        (session, i) => i === model.sessions.length - 1 && model.standing(session) === "grace",
      ),
  ),
);
const disable = fc.constantFrom("disable", "reset").map(
  (how) =>
    new Step(
      how,
      (model, house) => {
        model.isOn = false;
        model.held = [];
        house.user = { ...house.user, twoFactorOn: false, credentials: [] };
        // A reset ends every session
        if (how === "reset") [model.sessions, house.sessions] = [[], []];
      },
      (model) => how === "reset" || (model.isOn && model.mayDisable),
    ),
);
const wait = fc.constantFrom(1, 8, 40).map(
  (count) =>
    new Step(`wait ${count} days`, (model, house) => {
      model.now += count * DAY;
      house.now = new Date(house.now.getTime() + count * DAY);
    }),
);

test("C23 10,000 histories of changes of the rules, sign-ins and enrolments go as the contract says", {
  timeout: 120_000,
}, () => {
  const steps = [
    tick,
    enforce,
    planRings,
    turnRings,
    lift,
    policy,
    excuse,
    revoke,
    signIn,
    signIn,
    prove,
    enrol,
    later,
    disable,
    wait,
  ];
  fc.assert(
    fc.property(fc.commands(steps, { maxCommands: 25 }), (commands) => {
      fc.modelRun(() => {
        const house = new House();
        house.rules = { ...house.rules, firstPromptedAt: new Date(0) };
        return { model: new Model(), real: house };
      }, commands);
    }),
    { numRuns: 10_000 },
  );
});
