import "server-only";
import { AppError } from "../../core/errors";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { readOrWait, signal } from "../../db/signals";
import type { Credential, Factor } from "../../factors/factor";
import { APPROVAL_SECONDS, type Approval, deviceDataSchema } from "../../factors/push";
import { requireUnblocked } from "../../factors/service";
import { sendPush } from "../../messaging/service";
import { countAgainst } from "../../ratelimit/windows";
import { type Actor, bindingOf, type FlowBinding, ownerOf } from "../context";
import { recordOwn } from "../record";
import { flowState } from "../state";
import { findApprovalOfFlow, insertApproval, listOpenAges } from "./store";
import { answerTopic, askerOf, questionTopic } from "./topics";

/** Questions that may stand open for one person: more would only be pressed away. */
const MOST_OPEN = 3;
/** Questions per person and hour, as many as text messages (contract §6): who knows a password cannot wear its owner down. */
const MOST_PER_HOUR = 10;
const HOUR_SECONDS = 3_600;

const approvalOf = (row: { answer: string | null; answeredBy: string | null }): Approval => ({
  answer: row.answer as Approval["answer"],
  answeredBy: row.answeredBy,
});

/** The state of a flow, with what another device has said beside it where the factor is answered elsewhere. */
export async function readState(
  db: Db,
  factor: Factor,
  binding: FlowBinding,
  flow: { id: string; state: string },
): Promise<Record<string, unknown>> {
  const state = flowState.open(flow.id, flow.state);
  if (!factor.isAnsweredElsewhere) return state;
  const row = await findApprovalOfFlow(db, binding, flow.id);
  return { ...state, approval: row && approvalOf(row) };
}

/** Throws `too_many_attempts` with the seconds until another question may be asked, or `factor_stopped`. */
async function requireRoom(tx: Db, owner: ReturnType<typeof ownerOf>): Promise<void> {
  await requireUnblocked(tx, owner, "push");
  const open = await listOpenAges(tx, owner);
  if (open.length >= MOST_OPEN) {
    const retryAfterSeconds = Math.max(1, APPROVAL_SECONDS - (open[0]?.seconds ?? 0));
    throw new AppError("too_many_attempts", { retryAfterSeconds });
  }
  const limit = { name: "push", subject: `${owner.workspaceId}\n${owner.userId}` };
  const passed = await countAgainst(tx, [{ ...limit, max: MOST_PER_HOUR, windowSeconds: HOUR_SECONDS }]);
  if (passed) throw new AppError("too_many_attempts", { retryAfterSeconds: HOUR_SECONDS });
}

/**
 * Puts a question to every device of the actor that can be asked, in the transaction of its flow, with the user locked.
 * Throws `too_many_attempts`, `factor_stopped`.
 */
export async function askDevices(
  tx: Db,
  actor: Actor,
  question: {
    flowId: string;
    purpose: string;
    number: string;
    devices: readonly Credential[];
    application: string | null;
  },
): Promise<void> {
  const owner = ownerOf(actor);
  const { workspace, user } = actor.subject;
  await requireRoom(tx, owner);
  const { flowId, number, purpose, devices, application } = question;
  const { ip, userAgent } = actor.client;
  const id = newId("approval");
  await insertApproval(tx, { ...owner, id, flowId, number, ip, userAgent, application });
  for (const { id: credentialId, label, data } of devices) {
    await sendPush(tx, {
      workspaceId: workspace.id,
      eventKey: `${id} ${credentialId}`,
      to: user.email,
      device: label,
      subscription: deviceDataSchema.parse(data).subscription,
      workspaceName: workspace.name,
      locale: user.locale,
      lifetimeSeconds: APPROVAL_SECONDS,
    });
  }
  await signal(tx, questionTopic(owner));
  const about = { purpose, approvalId: id, devices: devices.length };
  await recordOwn(tx, actor, "push.asked", application ? { ...about, application } : about);
}

/**
 * What a device said to a question of this session, as soon as one has, or null after a while. Throws `flow_expired` where
 * nothing is asked.
 */
export async function awaitAnswer(
  db: Db,
  actor: Pick<Actor, "subject">,
  flowId: string,
  gone?: AbortSignal,
): Promise<{ answer: Approval["answer"] }> {
  const binding = bindingOf(actor);
  const read = async () => {
    const row = await findApprovalOfFlow(db, binding, flowId);
    if (!row) throw new AppError("flow_expired");
    return approvalOf(row).answer;
  };
  return { answer: await readOrWait(askerOf(binding), [answerTopic(flowId)], read, { gone }) };
}
