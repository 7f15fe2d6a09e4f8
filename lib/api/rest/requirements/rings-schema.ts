import { z } from "@hono/zod-openapi";
import { termsSchema } from "../../../admin/enforcement/terms";
import type { Rings } from "../../../admin/rings/read";
import { MOST_RINGS, ringSchema } from "../../../admin/rings/schema";
import { FATES, OBSTACLES } from "../../../policy/core/preview";
import type { Preview } from "../../../policy/preview/service";

const { effect, graceDays } = termsSchema.shape;
const { percent, policyId, startsOn } = ringSchema.shape;
const moment = z.iso.datetime();

const ringInput = z
  .strictObject({
    percent: percent
      .default(null)
      .openapi({ description: "So many percent of everybody; the last ring: 100" }),
    policy_id: policyId
      .default(null)
      .openapi({ description: "In the place of a percentage: whoever is under it" }),
    starts_on: startsOn
      .default(null)
      .openapi({ description: "The day, in UTC; left out for the first ring: at once" }),
  })
  .openapi("RingPlan");

const ringInputs = z.array(ringInput).min(1).max(MOST_RINGS);

export const ringsPlanSchema = z
  .strictObject({
    effect: effect.default("next_sign_in"),
    grace_days: graceDays.default(null),
    notify_users: z
      .boolean()
      .default(false)
      .openapi({ description: "Mails the people of a ring when it starts" }),
    rings: ringInputs,
  })
  .openapi("RingsPlan");

export const ringsChangeSchema = z
  .strictObject({
    started: z
      .int()
      .min(0)
      .max(MOST_RINGS)
      .openapi({ description: "How many rings have started, as you know it: `409` where it is otherwise" }),
    rings: ringInputs.openapi({ description: "In the place of those that have not" }),
  })
  .openapi("RingsChange");

export const toRingInputs = (rings: z.output<typeof ringInputs>) =>
  rings.map((ring) => ({ percent: ring.percent, policyId: ring.policy_id, startsOn: ring.starts_on }));

const countsOf = <K extends string>(names: readonly K[], name: string) =>
  z.object(Object.fromEntries(names.map((one) => [one, z.int()])) as Record<K, z.ZodInt>).openapi(name);

const foreseenSchema = z
  .object({
    number: z.int(),
    people: z.int(),
    fates: countsOf(FATES, "ForeseenFates"),
    obstacles: countsOf(OBSTACLES, "ForeseenObstacles"),
    first_grace_until: moment.nullable(),
    last_grace_until: moment.nullable(),
  })
  .openapi("ForeseenRing");

export const ringsSchema = z
  .object({
    state: z.enum(["planned", "running", "paused", "done"]),
    effect,
    grace_days: z.int().nullable(),
    since: moment,
    set_by: z.string().nullable(),
    paused: z
      .object({
        at: moment,
        by: z.string().nullable(),
        reason: z.enum(["administrator", "failed_set_ups", "help_requests"]),
        people: z.int(),
      })
      .openapi("RingsPaused")
      .nullable(),
    rings: z.array(
      z
        .object({
          number: z.int(),
          percent: z.int().nullable(),
          policy_id: z.string().nullable(),
          policy_name: z.string().nullable(),
          planned_at: moment,
          started_at: moment.nullable(),
          people: z.int().nullable().openapi({ description: "How many it brought in when it started" }),
        })
        .openapi("Ring"),
    ),
    limits: z.array(
      z
        .object({ name: z.enum(["failed_set_ups", "help_requests"]), count: z.int(), most: z.int() })
        .openapi("RingLimit"),
    ),
  })
  .openapi("Rings");

export const ringsChangedSchema = ringsSchema
  .extend({
    dry_run: z.boolean(),
    foreseen: z.array(foreseenSchema).openapi({
      description:
        "With `dry_run=true`: what each ring that is to come would do to those whom it brings in, if it started now",
    }),
  })
  .openapi("RingsChanged");

export const toRings = ({
  state,
  effect: binds,
  graceDays: days,
  since,
  by,
  paused,
  rings,
  limits,
}: Rings) => ({
  state,
  effect: binds,
  grace_days: days,
  since,
  set_by: by,
  paused,
  rings: rings.map(({ number, percent: part, policy, plannedAt, startedAt, people }) => ({
    number,
    percent: part,
    policy_id: policy?.id ?? null,
    policy_name: policy?.name ?? null,
    planned_at: plannedAt,
    started_at: startedAt,
    people,
  })),
  limits,
});

export const toForeseen = ({ people, fates, obstacles, grace }: Preview, number: number) => ({
  number,
  people,
  fates,
  obstacles,
  first_grace_until: grace?.first ?? null,
  last_grace_until: grace?.last ?? null,
});
