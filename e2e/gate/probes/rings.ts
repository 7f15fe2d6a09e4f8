import { LATER, share } from "../../../lib/admin/rings/testing";
import { sql } from "../../browser/rows";
import { afterTotp } from "../../http/person";
import { makeWorkspace } from "../../people";
import type { Probe } from "./probe";

/** An administrator; `planned`: with rings of which none is near, paused or not. */
async function withRings(planned: "none" | "open" | "paused") {
  const made = await makeWorkspace({ admin: { role: "administrator", canManage: true, totp: true } });
  const workspaceId = made.id;
  if (planned !== "none") {
    await sql()`insert into rollouts (workspace_id, effect, paused_at, paused_reason)
      values (${workspaceId}, 'next_sign_in', case when ${planned === "paused"} then now() end, 'administrator')`;
    await sql()`insert into rings (workspace_id, number, percent, planned_at)
      values (${workspaceId}, 1, 10, now() + interval '20 days'), (${workspaceId}, 2, 100, now() + interval '40 days')`;
  }
  return { workspaceId, browser: await afterTotp(made.people.admin) };
}

const RINGS = [share(10, 30), share(100, 60)];

/** The actions by which 2FA is enforced in rings. */
export const RING_PROBES: Record<string, Probe> = {
  planRings: {
    access: "full",
    prepare: async () => ({ ...(await withRings("none")), input: { ...LATER, rings: RINGS } }),
  },
  changeRings: {
    access: "full",
    prepare: async () => ({ ...(await withRings("open")), input: { started: 0, rings: RINGS } }),
  },
  pauseRings: {
    access: "full",
    prepare: async () => ({ ...(await withRings("open")), input: {} }),
  },
  resumeRings: {
    access: "full",
    prepare: async () => ({ ...(await withRings("paused")), input: {} }),
  },
};
