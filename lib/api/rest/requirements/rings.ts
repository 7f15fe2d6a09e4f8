import "server-only";
import { z } from "@hono/zod-openapi";
import { previewRings } from "../../../admin/enforcement/preview";
import { pauseRings, resumeRings } from "../../../admin/rings/pause";
import { changeRings, planRings } from "../../../admin/rings/plan";
import { getRings, type Rings } from "../../../admin/rings/read";
import { AppError } from "../../../core/errors";
import { rehearse } from "../../../db/rehearse";
import { getLockedWorkspace } from "../../../workspaces/service";
import { type Call, type Operation, operation } from "../operation";
import { flag } from "../paging";
import {
  ringsChangedSchema,
  ringsChangeSchema,
  ringsPlanSchema,
  ringsSchema,
  toForeseen,
  toRingInputs,
  toRings,
} from "./rings-schema";

const tag = "Requirements";
const path = "/mfa-requirements/workspace/rings";
const query = z.strictObject({ dry_run: flag() });

type Where = Pick<Call, "db" | "workspaceId">;

async function find({ db, workspaceId }: Where): Promise<Rings> {
  const rings = await getRings(db, workspaceId);
  if (!rings) throw new AppError("not_found");
  return rings;
}

const read = async (where: Where) => toRings(await find(where));

async function readLocked(where: Where) {
  await getLockedWorkspace(where.db, where.workspaceId);
  return read(where);
}

/** Makes the change, or takes it back and says what each ring after the first `started` would do. */
async function changed(
  { db, actor, workspaceId }: Pick<Call, "db" | "actor" | "workspaceId">,
  { isRehearsed, started }: { isRehearsed: boolean; started: number },
  change: (tx: Call["db"]) => Promise<void>,
) {
  const work = async (tx: Call["db"]) => {
    await change(tx);
    return find({ db: tx, workspaceId });
  };
  if (!isRehearsed) return { ...toRings(await work(db)), dry_run: false, foreseen: [] };
  const rings = await rehearse(db, work);
  const foreseen = await previewRings(db, actor, rings, started);
  return {
    ...toRings(rings),
    dry_run: true,
    foreseen: foreseen.map(({ number, preview }) => toForeseen(preview, number)),
  };
}

const get = operation({
  method: "get",
  path,
  tag,
  summary: "How enforcing in rings stands",
  description: "`404` where nothing is planned.",
  scopes: ["read:mfa_requirements"],
  isForAll: true,
  status: 200,
  answer: ringsSchema,
  errors: ["not_found", "missing_right"],
  run: read,
});

const plan = operation({
  method: "put",
  path,
  tag,
  summary: "Plan to enforce a second factor for all users in rings",
  description:
    "Each ring starts later than the one before and takes in more, and the last is everybody. A first ring without a day starts at once. With `dry_run=true` the answer says what each would do, and nothing is changed. `PUT /mfa-requirements/workspace` with `required: false` ends all of it.",
  scopes: ["update:mfa_requirements"],
  isForAll: true,
  query,
  body: ringsPlanSchema,
  status: 200,
  answer: ringsChangedSchema,
  errors: ["conflict", "no_method_possible", "missing_right"],
  run: (call) => {
    const { effect, grace_days: graceDays, notify_users: tellsPeople, rings } = call.body;
    const input = { effect, graceDays, tellsPeople, rings: toRingInputs(rings) };
    const how = { isRehearsed: call.query.dry_run === true, started: 0 };
    return changed(call, how, (tx) => planRings(tx, call.actor, input));
  },
});

const change = operation({
  method: "patch",
  path,
  tag,
  summary: "Put other rings in the place of those that have not started",
  description:
    "Those that have started stay as they are. It may put off what was planned: it takes what loosens. With `dry_run=true` nothing is changed.",
  scopes: ["delete:mfa_requirements"],
  isForAll: true,
  query,
  body: ringsChangeSchema,
  status: 200,
  answer: ringsChangedSchema,
  errors: ["not_found", "conflict", "missing_right"],
  current: readLocked,
  run: (call) => {
    const { started, rings } = call.body;
    const input = { started, rings: toRingInputs(rings) };
    const how = { isRehearsed: call.query.dry_run === true, started };
    return changed(call, how, (tx) => changeRings(tx, call.actor, input));
  },
});

const pause = operation({
  method: "post",
  path: `${path}/pause`,
  tag,
  summary: "Let no further ring start",
  description: "Whoever is in a ring that has started stays in it.",
  scopes: ["delete:mfa_requirements"],
  isForAll: true,
  status: 200,
  answer: ringsSchema,
  errors: ["not_found", "already_done", "missing_right"],
  current: readLocked,
  run: async (call) => {
    await pauseRings(call.db, call.actor);
    return read(call);
  },
});

const resume = operation({
  method: "post",
  path: `${path}/resume`,
  tag,
  summary: "Let further rings start again",
  description: "One that was due meanwhile starts within a minute. The limits begin anew.",
  scopes: ["update:mfa_requirements"],
  isForAll: true,
  status: 200,
  answer: ringsSchema,
  errors: ["not_found", "already_done", "missing_right"],
  current: readLocked,
  run: async (call) => {
    await resumeRings(call.db, call.actor);
    return read(call);
  },
});

export const ringOperations: Operation[] = [get, plan, change, pause, resume];
