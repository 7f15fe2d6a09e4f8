import "server-only";
import { recordEvent } from "../../audit/service";
import { env } from "../../core/env";
import type { Db } from "../../db/client";
import { startNoticeRun, tellAdministratorsLater } from "../../identity/notice-runs/service";
import type { TermsChange } from "../../policy/core/tightening";
import type { PolicyRow } from "../../policy/policies";
import type { Admin } from "../authority";
import type { PolicySettings } from "./schema";

/** Audits what was done to a policy. */
export const recordPolicy = (
  tx: Db,
  { subject, client }: Admin,
  action: "policy.created" | "policy.changed" | "policy.removed" | "deadline.extended",
  targetId: string,
  data: Record<string, unknown>,
): Promise<void> =>
  recordEvent(tx, {
    workspaceId: subject.workspace.id,
    action,
    actorId: subject.user.id,
    targetId,
    client,
    data,
  });

/** Mails the other administrators. */
export const tellOfChange = (tx: Db, { subject }: Admin, policy: string): Promise<void> =>
  tellAdministratorsLater(tx, subject.workspace.id, {
    kind: "policy_changed",
    detail: { by: subject.user.name, policy, url: `${env().APP_URL}/settings/policies` },
    except: subject.user.id,
  });

/** Members are told where more is asked of them, or nothing any more. */
export async function tellMembers(
  tx: Db,
  { subject }: Admin,
  row: PolicyRow,
  settings: PolicySettings,
  { tightened, loosened }: TermsChange,
): Promise<void> {
  const asks = ["methods", "phishingResistant", "effect", "startsAt", "grace"] as const;
  const isStricter = settings.mode === "required" && asks.some((name) => tightened.includes(name));
  const kind = tightened.includes("mode")
    ? "requirement_set"
    : loosened.includes("mode")
      ? "requirement_lifted"
      : "policy_tightened";
  if (kind === "policy_tightened" && !isStricter) return;
  const { workspace, user } = subject;
  const policy = { id: row.id, name: settings.name, isMove: false };
  await startNoticeRun(tx, { workspaceId: workspace.id, kind, by: user.name, createdBy: user.id, policy });
}
