import "server-only";
import { recordEvent } from "../../audit/service";
import type { Client } from "../../core/client";
import { isEqualSecret } from "../../core/crypto";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { signal } from "../../db/signals";
import { inTransaction } from "../../db/transaction";
import { approvalText, type DeviceAnswer } from "../../factors/core/device";
import { type Approval, isSignedBy } from "../../factors/push";
import { countWrongAnswer } from "../../factors/service";
import { sendOwnNotice } from "../../identity/own-notices";
import { endSession } from "../../identity/sessions/service";
import { getLockedUser, type UserRow } from "../../identity/users/service";
import type { NoticeOf } from "../../messaging/core/notices";
import { endReportedAccess } from "../reported";
import { type KnownDevice, listDevicesHere } from "./devices";
import type { Answerer } from "./questions";
import { type ApprovalRow, answerOnce, findApproval } from "./store";
import { answerTopic, questionTopic } from "./topics";

type Asked = NonNullable<Awaited<ReturnType<typeof findApproval>>>;

/** The question and the device that may answer it, by the device's own signature. Throws `not_found`, `proof_rejected`. */
async function findAsked(
  db: Db,
  { client, sessionId }: Answerer,
  { approvalId, text, signature }: { approvalId: string; text: string; signature: string },
): Promise<{ device: KnownDevice; asked: Asked }> {
  let isKnown = false;
  for (const device of await listDevicesHere(db, client)) {
    const asked = await findApproval(db, device, approvalId);
    if (!asked) continue;
    if (asked.sessionId === sessionId) throw new AppError("same_browser");
    if (isSignedBy(device.credential, text, signature)) return { device, asked };
    isKnown = true;
  }
  throw new AppError(isKnown ? "proof_rejected" : "not_found");
}

const judge = (
  answer: DeviceAnswer,
  number: string,
  { approval }: Asked,
): NonNullable<Approval["answer"]> => {
  if (answer === "deny") return "denied";
  if (answer === "not_me") return "not_me";
  return isEqualSecret(approval.number, number) ? "approved" : "wrong_number";
};

/**
 * Takes a device's one answer to one question. A wrong number is an answer too, and refuses. "Not me" ends the session that
 * asked and mails its user. Audited. Throws `not_found`, `same_browser`, `proof_rejected`, `flow_used` for a second answer,
 * `flow_expired` after two minutes.
 */
export async function answerQuestion(
  db: Db,
  answerer: Answerer,
  input: { approvalId: string; answer: DeviceAnswer; number: string; signature: string },
): Promise<{ answer: NonNullable<Approval["answer"]> }> {
  const { approvalId, answer, number, signature } = input;
  const text = approvalText(approvalId, answer, number);
  const { device, asked } = await findAsked(db, answerer, { approvalId, text, signature });
  const said = judge(answer, number, asked);
  await inTransaction(db, async (tx) => {
    const user = await getLockedUser(tx, device.workspaceId, device.userId);
    // Removed while it was answering: worth nothing
    if (!(await isStillHeld(tx, answerer.client, device))) throw new AppError("not_found");
    const credentialId = device.credential.id;
    if (!(await answerOnce(tx, device, approvalId, { answer: said, answeredBy: credentialId }))) {
      const now = await findApproval(tx, device, approvalId);
      throw new AppError(now?.approval.answer ? "flow_used" : "flow_expired");
    }
    const result = said === "approved" ? "ok" : "refused";
    const data = { approvalId, answer: said, credentialId, sessionId: asked.sessionId };
    await record(tx, device, answerer.client, "push.answered", data, result);
    if (said !== "approved") await refuse(tx, { device, asked, said, user });
    await signal(tx, answerTopic(asked.approval.flowId));
    await signal(tx, questionTopic(device));
  });
  return { answer: said };
}

const isStillHeld = async (tx: Db, client: Client, { credential }: KnownDevice): Promise<boolean> =>
  (await listDevicesHere(tx, client)).some((held) => held.credential.id === credential.id);

/** Counts a refusal against push approval, whoever it was; "not me" ends what asked. */
async function refuse(
  tx: Db,
  { device, asked, said, user }: { device: KnownDevice; asked: Asked; said: string; user: UserRow },
): Promise<void> {
  const { workspaceId, userId } = device;
  const asker = askerOf(asked.approval);
  const counted = await countWrongAnswer(tx, { workspaceId, userId }, "push");
  if (counted.counted && counted.stopsNow) {
    await record(tx, device, asker, "factor.stopped", { factor: "push" });
    await tell(tx, device, user, asker, { kind: "factor_stopped", detail: { factor: { kind: "push" } } });
  }
  if (said !== "not_me") return;
  if (await endSession(tx, workspaceId, asked.sessionId, "reported"))
    await record(tx, device, asker, "session.ended", { ended: asked.sessionId, because: "not_me" });
  await tell(tx, device, user, asker, { kind: "sign_in_denied", detail: {} });
}

const askerOf = ({ ip, userAgent, id }: ApprovalRow): Client => ({ ip, userAgent, requestId: id });

const record = (
  tx: Db,
  { workspaceId, userId }: KnownDevice,
  client: Client,
  action: "push.answered" | "factor.stopped" | "session.ended",
  data: Record<string, unknown>,
  result: "ok" | "refused" = "ok",
): Promise<void> =>
  recordEvent(tx, { workspaceId, action, actorId: userId, targetId: userId, result, client, data });

/** A mail about what somebody tried; it says from where they did. */
const tell = (
  tx: Db,
  { workspaceId, userId, workspaceName }: KnownDevice,
  { email, name, locale }: UserRow,
  asker: Client,
  notice: NoticeOf,
): Promise<void> =>
  sendOwnNotice(
    tx,
    { workspaceId, userId, workspace: workspaceName, email, name, locale },
    { ...notice, at: new Date(), client: asker },
  );

/**
 * After "not me": ends every session of the user, by the signature of the device that said it. Throws `not_found`,
 * `proof_rejected`, `invalid_input` where this device did not say so.
 */
export async function endSessionsNotMine(
  db: Db,
  answerer: Answerer,
  { approvalId, signature }: { approvalId: string; signature: string },
): Promise<void> {
  const text = approvalText(approvalId, "end_sessions");
  const { device, asked } = await findAsked(db, answerer, { approvalId, text, signature });
  const { answer, answeredBy } = asked.approval;
  if (answer !== "not_me" || answeredBy !== device.credential.id) throw new AppError("invalid_input");
  await inTransaction(db, async (tx) => {
    const user = await getLockedUser(tx, device.workspaceId, device.userId);
    if (!(await isStillHeld(tx, answerer.client, device))) throw new AppError("not_found");
    await endReportedAccess(tx, user, { by: "device", about: { approvalId }, client: answerer.client });
  });
}
