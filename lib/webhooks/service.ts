import "server-only";
import { type Admin, isMachine } from "../admin/authority";
import { findFrontier } from "../audit/chain/service";
import type { AuditAction } from "../audit/core/events";
import { recordEvent } from "../audit/service";
import { requireFreshProof } from "../context/require";
import { env } from "../core/env";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { hasRight } from "../identity/core/rights";
import { tellAdministrators } from "../identity/users/service";
import { faultOf } from "./addresses";
import { MOST_WEBHOOKS, OVERLAP_HOURS } from "./core/limits";
import type { WebhookInput } from "./schema";
import { newSecret, sealSecret } from "./secrets";
import {
  deleteWebhook,
  insertDelivery,
  insertWebhook,
  listWebhookRows,
  lockWebhook,
  replaceSealedSecret,
  updateWebhook,
  type WebhookRow,
} from "./store";

export type NewWebhook = { id: string; secret: string };

/**
 * Makes a webhook, which gets every event from now on. Its secret is in the answer and nowhere else. Audited, and mailed to the
 * other administrators: from now on the log is read elsewhere too, so that whoever makes one must be allowed to read it, beside
 * the right to manage applications and a fresh `aal2`. Throws `missing_right`, `step_up_required`, `factor_required`, `too_many`,
 * and `invalid_input` for an address that nothing may be sent to.
 */
export async function createWebhook(db: Db, actor: Admin, input: WebhookInput): Promise<NewWebhook> {
  const { workspace, user } = actor.subject;
  requireReader(actor);
  requireProof(actor);
  const url = goodUrl(input.url);
  return inTransaction(db, async (tx) => {
    if ((await listWebhookRows(tx, workspace.id)).length >= MOST_WEBHOOKS) throw new AppError("too_many");
    const key = { workspaceId: workspace.id, id: newId("webhook") };
    const secret = newSecret();
    await insertWebhook(tx, {
      ...key,
      ...input,
      url: url.href,
      secret: sealSecret(secret, key),
      cursorPosition: await findFrontier(tx),
      createdBy: user.id,
    });
    await record(tx, actor, key.id, "webhook.created", shown({ ...input, url: url.href }));
    await tellReaders(tx, actor, key.id, { kind: "webhook_created", detail: { host: url.host } });
    return { id: key.id, secret };
  });
}

/** Changes where a webhook leads, mailed as making one is, and what it gets; audited. Throws as `createWebhook`, and `not_found`. */
export async function saveWebhook(
  db: Db,
  actor: Admin,
  { id, ...set }: Partial<WebhookInput> & { id: string },
): Promise<void> {
  requireReader(actor);
  requireProof(actor);
  await change(db, actor, id, async (tx, row) => {
    const { url, description, actions } = { ...row, ...set };
    const after = { url: goodUrl(url).href, description, actions };
    await updateWebhook(tx, row.workspaceId, row.id, after);
    await record(tx, actor, id, "webhook.changed", { before: shown(row), after: shown(after) });
    if (after.url === row.url) return;
    const [from, host] = [new URL(row.url).host, new URL(after.url).host];
    await tellReaders(tx, actor, id, { kind: "webhook_redirected", detail: { from, host } });
  });
}

/**
 * Switches a webhook off, or on again: then it goes on where it stopped. Audited; nothing happens where it is so already. Throws
 * `not_found`, `missing_right`.
 */
export async function setWebhookEnabled(db: Db, actor: Admin, id: string, isOn: boolean): Promise<void> {
  requireReader(actor);
  requireProof(actor);
  await change(db, actor, id, async (tx, row) => {
    if ((row.disabledAt === null) === isOn) return;
    const { now } = actor.subject.facts;
    const off = isOn ? { disabledAt: null, disabledFor: null } : { disabledAt: now, disabledFor: "person" };
    await updateWebhook(tx, row.workspaceId, id, { ...off, failingSince: null });
    const data = { host: new URL(row.url).host, ...(isOn ? {} : { reason: "person" }) };
    await record(tx, actor, id, isOn ? "webhook.enabled" : "webhook.disabled", data);
  });
}

/** A new secret; the old one signs beside it for a day, or ends at once where it has leaked. Audited. Throws `not_found`, `missing_right`. */
export async function replaceWebhookSecret(
  db: Db,
  actor: Admin,
  { id, endsOld }: { id: string; endsOld: "later" | "now" },
): Promise<{ secret: string }> {
  requireReader(actor);
  requireProof(actor);
  return change(db, actor, id, async (tx, row) => {
    const secret = newSecret();
    const hours = endsOld === "now" ? 0 : OVERLAP_HOURS;
    await replaceSealedSecret(tx, row, sealSecret(secret, row), hours);
    await record(tx, actor, id, "webhook.secret_replaced", { endsOld });
    return { secret };
  });
}

/** Removes a webhook with its deliveries; audited. Throws `not_found`, and for the right and the proof as `createWebhook`. */
export async function removeWebhook(db: Db, actor: Admin, id: string): Promise<void> {
  requireProof(actor);
  await change(db, actor, id, async (tx, row) => {
    await deleteWebhook(tx, row.workspaceId, id);
    await record(tx, actor, id, "webhook.removed", shown(row));
  });
}

/** Sends one event that says that it is a test, whatever the webhook gets else. Throws `not_found`, `conflict` where it is off. */
export async function testWebhook(db: Db, actor: Admin, id: string): Promise<{ deliveryId: string }> {
  return change(db, actor, id, async (tx, row) => {
    if (row.disabledAt !== null) throw new AppError("conflict");
    const eventId = newId("event");
    const deliveryId = newId("delivery");
    const action = "webhook.tested";
    await record(tx, actor, id, action, { host: new URL(row.url).host }, eventId);
    await insertDelivery(tx, {
      workspaceId: row.workspaceId,
      id: deliveryId,
      webhookId: id,
      eventId,
      action,
    });
    return { deliveryId };
  });
}

/** One webhook, locked while something is done to it by whoever may. Throws `not_found`, `missing_right`. */
export async function change<T>(
  db: Db,
  { subject }: Admin,
  id: string,
  work: (tx: Db, row: WebhookRow) => Promise<T>,
): Promise<T> {
  if (!isMachine(subject) && !hasRight(subject.user, "manage_applications"))
    throw new AppError("missing_right");
  return inTransaction(db, async (tx) => {
    const row = await lockWebhook(tx, subject.workspace.id, id);
    if (!row) throw new AppError("not_found");
    return work(tx, row);
  });
}

type Told =
  | { kind: "webhook_created"; detail: { host: string } }
  | { kind: "webhook_redirected"; detail: { from: string; host: string } };

/** The other administrators are told where the log is read from now on. */
function tellReaders(tx: Db, { subject, client }: Admin, id: string, { kind, detail }: Told): Promise<void> {
  const { workspace, user, facts } = subject;
  const url = `${env().APP_URL}/settings/webhooks?id=${id}`;
  return tellAdministrators(tx, workspace, {
    kind,
    eventKey: newId("event"),
    at: facts.now,
    client,
    detail: { ...detail, by: user.name, url },
    except: user.id,
  } as Parameters<typeof tellAdministrators>[2]);
}

/** What is sent out is the audit log: nobody sends out what they may not read. A program's scope was granted by a reader. */
function requireReader({ subject }: Admin): void {
  if (isMachine(subject) || hasRight(subject.user, "view_audit_log")) return;
  throw new AppError("missing_right");
}

/** Whoever sits at a page or at GraphiQL makes and changes webhooks by that right and a fresh `aal2`. */
function requireProof({ subject }: Admin): void {
  if (isMachine(subject)) return;
  if (!hasRight(subject.user, "manage_applications")) throw new AppError("missing_right");
  requireFreshProof(subject, "aal2");
}

function goodUrl(text: string): URL {
  const fault = faultOf(text, env().WEBHOOKS_ALLOW_PRIVATE);
  if (fault) throw new AppError("invalid_input", { fields: { url: fault } });
  const url = new URL(text);
  url.hash = "";
  return url;
}

/** An address may hold a secret behind its host: it is not written down. */
const shown = ({ url, description, actions }: Pick<WebhookRow, "url" | "description" | "actions">) => ({
  host: new URL(url).host,
  description,
  actions,
});

export const record = (
  tx: Db,
  { subject, client }: Admin,
  targetId: string,
  action: AuditAction,
  data: Record<string, unknown>,
  id?: string,
): Promise<void> =>
  recordEvent(tx, {
    ...(id ? { id } : {}),
    workspaceId: subject.workspace.id,
    action,
    actorId: subject.user.id,
    targetId,
    client,
    data,
  });
