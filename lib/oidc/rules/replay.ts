import "server-only";
import { listSignIns, type SignInRow } from "../../audit/service";
import { readAcrValues } from "../../context/core/acr";
import type { Db } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import type { Actor } from "../../flows/context";
import { listBeginnings } from "../../identity/browsers/service";
import { isAtLeast } from "../../policy/core/assurance";
import { listSubjectsOf } from "../../policy/facts";
import { requireManager } from "../applications/manage";
import type { Draft } from "./schema";
import { judgeRule } from "./service";
import { freshSession, getApplication } from "./trial";

export const REPLAYED_DAYS = 30;
/** So many of the newest are looked at. */
export const MOST_REPLAYED = 200;
const MOST_SHOWN = 20;

/** One recorded sign-in under the rule. `hasProved`: a second factor was proved at it anyway. */
export type ReplayedSignIn = {
  at: string;
  name: string;
  ip: string;
  asks: boolean;
  hasProved: boolean;
  fails: string | null;
};

/**
 * What a rule would have asked. `of`: the application's own sign-ins, or, where it has none, the workspace's. `looked`: how
 * many were judged; `isCut`: there are older ones. `more`: how many of those that are asked had proved no second factor, of
 * `people` people; `failed`: how many could not be told. `shown`: the newest.
 */
export type Replay = {
  of: "application" | "workspace";
  looked: number;
  isCut: boolean;
  asked: number;
  more: number;
  people: number;
  failed: number;
  shown: ReplayedSignIn[];
};

/**
 * Tries a rule that is not saved on the sign-ins of the last 30 days. Of each, address, scopes, level and browser are those on
 * record; the user is taken as they are today. Changes nothing. Throws `missing_right`, `not_found`.
 */
export async function replayRule(
  db: Db,
  actor: Actor,
  { clientId, draft }: { clientId: string; draft: Draft },
): Promise<Replay> {
  requireManager(actor);
  const application = { ...(await getApplication(db, actor, clientId)), ...draft };
  const { workspaceId } = application;
  const found = await findSignIns(db, workspaceId, clientId);
  const rows = found.rows.slice(0, MOST_REPLAYED);
  const ids = [...new Set(rows.map(({ actorId }) => actorId))];
  const subjects = await listSubjectsOf(db, workspaceId, ids, availableKinds());
  const beginnings = await listBeginnings(db, workspaceId, [...new Set(rows.map(sessionOf))]);
  const replayed: (ReplayedSignIn & { userId: string })[] = [];
  for (const row of rows) {
    const subject = subjects.get(row.actorId);
    if (!subject) continue;
    const beginning = beginnings.find(({ id }) => id === sessionOf(row));
    const { request, hasProved } = recordedRequest(row, beginning);
    const session = freshSession(new Date(row.at));
    const facts = { ...subject.facts, session };
    const verdict = await judgeRule(
      db,
      application,
      { ...subject, facts, sessionId: sessionOf(row) },
      request,
    );
    const { name, id: userId } = subject.user;
    replayed.push({ at: row.at, name, ip: row.ip ?? "", hasProved, userId, ...verdict });
  }
  const more = replayed.filter(({ asks, hasProved }) => asks && !hasProved);
  return {
    of: found.of,
    looked: replayed.length,
    isCut: found.rows.length > MOST_REPLAYED,
    asked: replayed.filter(({ asks }) => asks).length,
    more: more.length,
    people: new Set(more.map(({ userId }) => userId)).size,
    failed: replayed.filter(({ fails }) => fails !== null).length,
    shown: replayed.slice(0, MOST_SHOWN).map(({ userId: _, ...shown }) => shown),
  };
}

async function findSignIns(db: Db, workspaceId: string, clientId: string) {
  const page = { days: REPLAYED_DAYS, limit: MOST_REPLAYED + 1 };
  const own = await listSignIns(db, workspaceId, { ...page, targetId: clientId });
  if (own.length > 0) return { of: "application" as const, rows: own };
  return { of: "workspace" as const, rows: await listSignIns(db, workspaceId, { ...page, targetId: null }) };
}

const sessionOf = ({ data }: SignInRow): string => String(data.sessionId ?? "");
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

/** A sign-in to the workspace is recorded with its password, before anything else was proved; a session that has gone counts as new. */
function recordedRequest(row: SignInRow, beginning: { beganAt: Date; isNewBrowser: boolean } | undefined) {
  const { scopes, acr, amr } = row.data;
  const [known] = readAcrValues([String(acr ?? "aal1")]);
  const level = known?.level ?? "aal1";
  const began = beginning?.beganAt.getTime() ?? Date.parse(row.at);
  return {
    hasProved: isAtLeast(level, "aal2"),
    request: {
      scopes: textsOf(scopes),
      acrValues: [],
      caller: { ip: row.ip ?? "" },
      session: {
        level,
        amr: amr === undefined ? ["pwd"] : textsOf(amr),
        age_seconds: Math.max(0, (Date.parse(row.at) - began) / 1_000),
        new_browser: beginning?.isNewBrowser ?? true,
      },
    },
  };
}
