import "server-only";
import { type Admin, isInReach } from "../admin/authority";
import { type Device, readDevice } from "../core/device";
import { countryOf } from "../core/place";
import type { Db } from "../db/client";
import { isAbove } from "../identity/core/rights";
import { listLastSignIns } from "../identity/sessions/service";
import { getUserNames } from "../identity/users/service";
import { listWaitingResets } from "../identity/waiting-resets/service";
import { listOpenHelpRequests } from "./store";

const MOST_SHOWN = 100;

type Where = { device: Device | null; ip: string; country: string | null };

/** One open request with what there is to check before it is granted. Dates are ISO strings. */
export type OpenRequest = {
  id: string;
  at: string;
  words: string;
  user: { id: string; name: string; email: string; role: string };
  from: Where;
  /** Where the user signed in last before; null: never. */
  before: (Where & { at: string }) | null;
  passwordChangedAt: string | null;
  /** Why this viewer cannot answer it. */
  refusal: "on_yourself" | "higher_role" | null;
};

export type WaitingReset = {
  user: { id: string; name: string; email: string };
  dueAt: string;
  reason: string;
  requestedBy: string | null;
  isOwn: boolean;
  isYours: boolean;
};

const whereOf = ({ ip, userAgent }: { ip: string; userAgent: string }): Where => ({
  device: readDevice(userAgent),
  ip,
  country: countryOf(ip),
});

/** What `/settings/requests` shows: open requests, the oldest first, and resets that wait. */
export async function listRequests(
  db: Db,
  viewer: Admin["subject"],
): Promise<{ open: OpenRequest[]; waiting: WaitingReset[] }> {
  const { workspace, user } = viewer;
  const found = await listOpenHelpRequests(db, workspace.id, MOST_SHOWN);
  const requests = found.filter((row) => isInReach(viewer, row.user));
  const last = await listLastSignIns(
    db,
    workspace.id,
    requests.map((row) => row.user.id),
  );
  const resets = await listWaitingResets(db, workspace.id);
  const names = await getUserNames(
    db,
    workspace.id,
    resets.map(({ reset }) => reset.requestedBy),
  );
  return {
    open: requests.map(({ request, user: asking }) => {
      const before = last.get(asking.id);
      return {
        id: request.id,
        at: request.createdAt.toISOString(),
        words: request.words,
        user: { id: asking.id, name: asking.name, email: asking.email, role: asking.role },
        from: whereOf(request),
        before: before ? { ...whereOf(before), at: new Date(before.at).toISOString() } : null,
        passwordChangedAt: asking.passwordChangedAt?.toISOString() ?? null,
        refusal:
          asking.id === user.id ? "on_yourself" : isAbove(asking.role, user.role) ? "higher_role" : null,
      };
    }),
    waiting: resets.map(({ reset, user: on }) => ({
      user: { id: on.id, name: on.name, email: on.email },
      dueAt: reset.dueAt.toISOString(),
      reason: reset.reason,
      requestedBy: reset.requestedBy ? (names.get(reset.requestedBy) ?? null) : null,
      isOwn: reset.requestedBy === null,
      isYours: reset.requestedBy === user.id,
    })),
  };
}
