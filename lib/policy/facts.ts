import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { hashToken } from "../core/crypto";
import type { Db } from "../db/client";
import { spotOf } from "../db/spot";
import { fromStored, type StoredProof } from "../identity/core/proofs";
import type { SessionKey } from "../identity/sessions/service";
import { isSessionOver, SESSION_PRESETS } from "./core/session-presets";
import type { FactorKind, Facts, Rules } from "./core/types";
import { type PlaceRow, type RuleRow, toRules, toUserFacts } from "./rows";

/** One person as every screen and check needs them: profile, rules and facts of one moment. */
export type Subject = {
  workspace: { id: string; name: string; recoveryCodesOn: boolean; methods: readonly FactorKind[] };
  user: {
    id: string;
    email: string;
    name: string;
    role: string;
    rights: readonly string[];
    policy: { id: string; name: string };
    twoFactorOrigin: string | null;
    twoFactorSince: Date | null;
    preferredFactor: string | null;
    locale: string;
    hasPassword: boolean;
    isAddressConfirmed: boolean;
    lastSignInAt: Date | null;
    createdAt: Date;
  };
  rules: Rules;
  facts: Omit<Facts, "session">;
};

export type SessionSubject = Subject & {
  facts: Facts;
  sessionId: string;
  /** Null until the sign-in got through in a browser that is not known yet. */
  browserId: string | null;
  /** Proofs up to this moment have served; null: the sign-in's first one alone. */
  proofSpentAt: Date | null;
};

/** What stands in the rows of the workspace `w` and the policy `p`. */
const PLACE_COLUMNS = sql`
  now() as now,
  w.workspace_id, w.name as workspace_name, w.methods as workspace_methods, w.retired_methods, w.sms_countries, w.recovery_codes_on,
  w.enforced_since, w.enforced_by, w.enforced_effect, w.enforced_grace_days,
  (select jsonb_build_object('set_by', r.set_by, 'effect', r.effect, 'grace_days', r.grace_days, 'rings', (
      select jsonb_agg(jsonb_build_object('percent', g.percent, 'policy_id', g.policy_id, 'started_at', g.started_at)
        order by g.number)
      from rings g where g.workspace_id = r.workspace_id))
    from rollouts r where r.workspace_id = w.workspace_id) as rollout,
  p.id as policy_id, p.name as policy_name, p.mode, p.methods as policy_methods, p.phishing_resistant,
  p.effect as policy_effect, p.since as policy_set_since, p.tightened_at as policy_tightened_at,
  p.set_by as policy_set_by, p.starts_at, p.grace_until, p.grace_days, p.grace_skips, p.session_preset,
  p.remembered_days, p.step_up_window_minutes, p.level_lapse_hours, p.allow_self_removal,
  p.former_terms, p.extended_until as policy_extended_until, p.extended_at as policy_extended_at`;

/** What a row of `users u` with `RULE_JOINS` is read by; `toSubject` takes it. */
export const RULE_COLUMNS = sql`${PLACE_COLUMNS},
  u.id as user_id, u.email, u.email_verified_at, u.name, u.role, u.rights, u.blocked_at,
  u.password_hash is not null as has_password,
  u.two_factor_on, u.two_factor_origin, u.two_factor_since, u.preferred_factor, u.locale, u.app_flag_since, u.app_flag_by,
  u.required_since, u.required_by, u.required_effect, u.required_grace_days, u.policy_since, u.first_prompted_at, u.skips_used,
  ${spotOf(sql`u.workspace_id`, sql`u.id`)} as spot,
  u.last_skip_at, u.extended_until as user_extended_until, u.extended_at as user_extended_at,
  u.created_at as user_created_at, u.last_sign_in_at,
  coalesce((
    select jsonb_agg(jsonb_build_object('id', c.id, 'kind', c.kind, 'suspect', c.suspect_at is not null,
      'stopped', f.stopped_at is not null) order by c.id)
    from credentials c
    left join factor_failures f on f.workspace_id = c.workspace_id and f.user_id = c.user_id and f.kind = c.kind
    where c.workspace_id = u.workspace_id and c.user_id = u.id
  ), '[]') as credentials,
  (
    select count(*)::int from recovery_codes r
    where r.workspace_id = u.workspace_id and r.user_id = u.id and r.used_at is null and r.acknowledged_at is not null
  ) as recovery_codes_left,
  coalesce((
    select jsonb_agg(jsonb_build_object('reason', e.reason, 'set_by', e.set_by, 'starts_at', e.starts_at,
      'ends_at', e.ends_at, 'revoked_at', e.revoked_at) order by e.id)
    from exemptions e where e.workspace_id = u.workspace_id and e.user_id = u.id
  ), '[]') as exemptions`;

export const RULE_JOINS = sql`
  join workspaces w on w.workspace_id = u.workspace_id
  join policies p on p.workspace_id = u.workspace_id and p.id = u.policy_id`;

const date = (text: string | null): Date | null => (text === null ? null : new Date(text));

export function toSubject(row: RuleRow, available: readonly FactorKind[]): Subject {
  const facts = { now: new Date(row.now), user: toUserFacts(row, available) };
  return {
    workspace: {
      id: row.workspace_id,
      name: row.workspace_name,
      recoveryCodesOn: row.recovery_codes_on,
      methods: facts.user.enrollable,
    },
    user: {
      id: row.user_id,
      email: row.email,
      name: row.name,
      role: row.role,
      rights: row.rights,
      policy: { id: row.policy_id, name: row.policy_name },
      twoFactorOrigin: row.two_factor_origin,
      twoFactorSince: date(row.two_factor_since),
      preferredFactor: row.preferred_factor,
      locale: row.locale,
      hasPassword: row.has_password,
      isAddressConfirmed: row.email_verified_at !== null,
      lastSignInAt: date(row.last_sign_in_at),
      createdAt: new Date(row.user_created_at),
    },
    rules: toRules(row),
    facts,
  };
}

type SessionColumns = {
  session_id: string;
  proofs: StoredProof[];
  session_created_at: string;
  last_seen_at: string;
  ended_at: string | null;
  browser_id: string | null;
  remembered_at: string | null;
  deferred_at: string | null;
  access_pass_at: string | null;
  proof_spent_at: string | null;
};

/** What of a session's row decides about it. */
export type SessionMoments = {
  proofs: readonly StoredProof[];
  createdAt: Date;
  lastSeenAt: Date;
  endedAt: Date | null;
  rememberedAt: Date | null;
  deferredAt: Date | null;
  accessPassAt: Date | null;
};

export function sessionFacts(row: SessionMoments, preset: string, now: Date): Facts["session"] {
  const { createdAt: beganAt, lastSeenAt, endedAt, rememberedAt, deferredAt, accessPassAt } = row;
  return {
    beganAt,
    ended: isSessionOver(preset, { beganAt, lastSeenAt, endedAt }, now),
    proofs: row.proofs.map(fromStored),
    rememberedAt,
    deferredAt,
    accessPassAt,
  };
}

/**
 * Everything about the session of a cookie, by one indexed statement (which also notes, at most once a minute, that the
 * session is in use). Null: no such row, or its secret was replaced at a rise. An ended session comes back as `ended`.
 * `devicesHere`: ids of the push devices that live in the asking browser.
 */
export async function findSessionSubject(
  db: Db,
  key: SessionKey,
  available: readonly FactorKind[],
  devicesHere: readonly string[] = [],
): Promise<SessionSubject | null> {
  const { standard, aal2 } = SESSION_PRESETS;
  const rows = await db.execute<RuleRow & SessionColumns>(sql`
    with touched as (
      update sessions s set last_seen_at = now()
      from users u join policies p on p.workspace_id = u.workspace_id and p.id = u.policy_id
      where s.workspace_id = ${key.workspaceId} and s.id = ${key.sessionId} and s.token_hash = ${hashToken(key.token)}
        and u.workspace_id = s.workspace_id and u.id = s.user_id
        and s.ended_at is null and s.last_seen_at < now() - interval '1 minute'
        and s.last_seen_at > now() - make_interval(secs =>
          case p.session_preset when 'standard' then ${standard.idleSeconds}::int else ${aal2.idleSeconds}::int end)
    )
    select s.id as session_id, s.proofs, s.created_at as session_created_at, s.last_seen_at, s.ended_at,
      s.browser_id, s.remembered_at, s.deferred_at, s.access_pass_at, s.proof_spent_at, ${RULE_COLUMNS}
    from sessions s join users u on u.workspace_id = s.workspace_id and u.id = s.user_id ${RULE_JOINS}
    where s.workspace_id = ${key.workspaceId} and s.id = ${key.sessionId} and s.token_hash = ${hashToken(key.token)}`);
  const [row] = rows;
  if (!row) return null;
  const subject = toSubject(row, available);
  const session: SessionMoments = {
    proofs: row.proofs,
    createdAt: new Date(row.session_created_at),
    lastSeenAt: new Date(row.last_seen_at),
    endedAt: date(row.ended_at),
    rememberedAt: date(row.remembered_at),
    deferredAt: date(row.deferred_at),
    accessPassAt: date(row.access_pass_at),
  };
  return {
    ...subject,
    sessionId: row.session_id,
    browserId: row.browser_id,
    proofSpentAt: date(row.proof_spent_at),
    facts: {
      ...subject.facts,
      session: { ...sessionFacts(session, row.session_preset, subject.facts.now), devicesHere },
    },
  };
}

/** One user of a workspace, or null. */
export async function findSubject(
  db: Db,
  workspaceId: string,
  userId: string,
  available: readonly FactorKind[],
): Promise<Subject | null> {
  const rows = await db.execute<RuleRow>(sql`
    select ${RULE_COLUMNS} from users u ${RULE_JOINS}
    where u.workspace_id = ${workspaceId} and u.id = ${userId}`);
  const [row] = rows;
  return row ? toSubject(row, available) : null;
}

/** How lists of users are ordered by name; an index has it. */
export const BY_NAME = sql`lower(u.name) collate "C", u.id`;

/** What a list of users is narrowed by; `userIds` and `policyIds`, where given, are the only ones looked at. */
export type UserSearch = {
  text: string;
  role: string | null;
  policyId: string | null;
  userIds?: readonly string[] | null;
  policyIds?: readonly string[] | null;
  /** What else is asked of a user `u`. */
  fits?: readonly SQL[];
};

/** A search as conditions on `users u`, its workspace first. */
export function searchConditions(workspaceId: string, search: UserSearch): SQL[] {
  const pattern = `%${search.text.replace(/[\\%_]/g, "\\$&")}%`;
  const conditions: SQL[] = [sql`u.workspace_id = ${workspaceId}`];
  if (search.text) conditions.push(sql`(u.name ilike ${pattern} or u.email ilike ${pattern})`);
  if (search.role) conditions.push(sql`u.role = ${search.role}`);
  if (search.policyId) conditions.push(sql`u.policy_id = ${search.policyId}`);
  if (search.userIds) {
    const ids = JSON.stringify(search.userIds);
    conditions.push(sql`u.id in (select jsonb_array_elements_text(${ids}::text::jsonb))`);
  }
  if (search.policyIds) {
    const ids = JSON.stringify(search.policyIds);
    conditions.push(sql`u.policy_id in (select jsonb_array_elements_text(${ids}::text::jsonb))`);
  }
  return [...conditions, ...(search.fits ?? [])];
}

/** Users `u` that come after this one by name. */
export const isAfter = ({ name, id }: { name: string; id: string }): SQL =>
  sql`(${BY_NAME}) > (lower(${name}) collate "C", ${id})`;

/** A stretch of a workspace's users by name, with all that decides about them: one query, whatever the stretch. */
export async function listSubjects(
  db: Db,
  workspaceId: string,
  search: UserSearch,
  page: { after: { name: string; id: string } | null; limit: number },
  available: readonly FactorKind[],
): Promise<Subject[]> {
  const conditions = searchConditions(workspaceId, search);
  if (page.after) conditions.push(isAfter(page.after));
  const rows = await db.execute<RuleRow>(sql`
    select ${RULE_COLUMNS} from users u ${RULE_JOINS}
    where ${sql.join(conditions, sql` and `)} order by ${BY_NAME} limit ${page.limit}`);
  return rows.map((row) => toSubject(row, available));
}

/** The given users of a workspace (those who still exist) by id: one query for all. */
export async function listSubjectsOf(
  db: Db,
  workspaceId: string,
  userIds: readonly string[],
  available: readonly FactorKind[],
): Promise<Map<string, Subject>> {
  if (userIds.length === 0) return new Map();
  const rows = await db.execute<RuleRow>(sql`
    select ${RULE_COLUMNS} from users u ${RULE_JOINS}
    where u.workspace_id = ${workspaceId} and u.id in ${[...userIds]}`);
  return new Map(rows.map((row) => [row.user_id, toSubject(row, available)]));
}

/** What a workspace asks of the users of each of its policies: rows as of users of whom nothing is known. */
export const listPlaces = (db: Db, workspaceId: string): Promise<PlaceRow[]> =>
  db.execute<PlaceRow>(sql`
    select ${PLACE_COLUMNS} from policies p join workspaces w on w.workspace_id = p.workspace_id
    where p.workspace_id = ${workspaceId}`);
