import { z } from "zod";
import { oneLine } from "../../identity/core/name";
import { LEAST_PASSWORD_LENGTH } from "../../identity/core/password-rules";
import { SESSION_PRESETS, type SessionPreset } from "../../policy/core/session-presets";
import { FACTOR_KINDS, type PolicyMode } from "../../policy/core/types";

export const MODES = ["optional", "required", "try_out"] as const satisfies readonly PolicyMode[];
export const EFFECTS = ["next_sign_in", "right_away"] as const;
export const PRESETS = Object.keys(SESSION_PRESETS) as [SessionPreset, ...SessionPreset[]];

/** The widest that each number of a policy may be (contract §6). */
export const BOUNDS = {
  graceDays: [1, 365],
  graceSkips: [1, 100],
  rememberedDays: [0, 30],
  stepUpWindowMinutes: [0, 60],
  levelLapseHours: [1, 24],
  minPasswordLength: [LEAST_PASSWORD_LENGTH, 64],
} as const satisfies Record<string, readonly [number, number]>;

const within = ([least, most]: readonly [number, number]) => z.int().min(least).max(most);
const moment = z.iso.datetime().nullable();

/** What an administrator sets about a policy. Moments are ISO strings; null: from now on, or no limit of that kind. */
export const policySettingsSchema = z.strictObject({
  name: oneLine(60),
  mode: z.enum(MODES),
  methods: z.array(z.enum(FACTOR_KINDS)).max(FACTOR_KINDS.length),
  phishingResistant: z.boolean(),
  effect: z.enum(EFFECTS),
  startsAt: moment,
  graceUntil: moment,
  graceDays: within(BOUNDS.graceDays).nullable(),
  graceSkips: within(BOUNDS.graceSkips).nullable(),
  sessionPreset: z.enum(PRESETS),
  rememberedDays: within(BOUNDS.rememberedDays),
  stepUpWindowMinutes: within(BOUNDS.stepUpWindowMinutes),
  levelLapseHours: within(BOUNDS.levelLapseHours),
  minPasswordLength: within(BOUNDS.minPasswordLength),
  allowSelfRemoval: z.boolean(),
});

export type PolicySettings = z.output<typeof policySettingsSchema>;

/** A new policy: it asks for nothing. */
export const NEW_POLICY: PolicySettings = {
  name: "",
  mode: "optional",
  methods: ["passkey", "totp"],
  phishingResistant: false,
  effect: "next_sign_in",
  startsAt: null,
  graceUntil: null,
  graceDays: null,
  graceSkips: null,
  sessionPreset: "standard",
  rememberedDays: 0,
  stepUpWindowMinutes: 5,
  levelLapseHours: 24,
  minPasswordLength: 15,
  allowSelfRemoval: false,
};
