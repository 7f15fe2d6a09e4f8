import type postgres from "postgres";
import type { Place } from "../identity/testing";

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

/** Two earlier versions: a week to comply until 20 days ago, then one skip until 5 days ago. */
const FORMER_TERMS = [
  { days: 7, skips: null, endedAt: daysAgo(20) },
  { days: null, skips: 1, endedAt: daysAgo(5) },
].map(({ days, skips, endedAt }) => ({
  mode: "required",
  methods: ["passkey", "totp", "sms", "push"],
  phishingResistant: false,
  grace: { until: null, days, skips },
  endedAt,
}));

/**
 * Adds `size` users in every state that a census tells apart, row by row from their number: three policies, boxes, flags,
 * factors of each kind, some suspect or stopped, recovery codes, exemptions past and present, prompts over two months,
 * a policy that was another before, deadlines given to some alone.
 */
export async function fillCrowd(sql: postgres.Sql, place: Place, size: number): Promise<void> {
  const { workspaceId, policyId } = place;
  const of = (name: string) => `${name}_${workspaceId}`;
  await sql`insert into policies (workspace_id, id, name, mode, since, starts_at, grace_days, grace_skips, phishing_resistant,
      former_terms)
    values (${workspaceId}, ${of("strict")}, 'Strict', 'required', now() - interval '90 days', null, 14, null, true, ${sql.json(FORMER_TERMS as never)}),
      (${workspaceId}, ${of("later")}, 'Later', 'required', now() - interval '90 days', now() + interval '9 days', null, 3, false, '[]'),
      (${workspaceId}, ${of("trial")}, 'Trial', 'try_out', now() - interval '90 days', null, null, null, false, '[]')`;
  const policy = sql`case when n % 10 < 6 then ${policyId} when n % 10 < 8 then ${of("strict")}
    when n % 10 = 8 then ${of("later")} else ${of("trial")} end`;
  await sql`insert into users (workspace_id, id, email, email_verified_at, name, role, password_hash, blocked_at, webauthn_handle,
      two_factor_on, app_flag_since, required_since, policy_id, policy_since, first_prompted_at, skips_used, last_skip_at,
      extended_until, extended_at, required_grace_days, created_at)
    select ${workspaceId}, 'usr_' || lpad(n::text, 7, '0') || ${workspaceId}, n || ${`@${workspaceId}.example`},
      case when n % 97 > 0 then now() - interval '300 days' end, 'Name ' || (n * 7919::bigint) % 1000003,
      case when n % 100 = 0 then 'administrator' else 'member' end, case when n % 41 > 0 then 'unusable' end,
      case when n % 53 = 0 then now() end, n::text, n % 5 < 3 and n % 3 < 2,
      case when n % 61 = 0 then now() - interval '5 days' end,
      case when n % 13 = 0 then now() - interval '40 days' end, ${policy}, now() - make_interval(days => n % 200),
      case when n % 7 = 0 then now() - make_interval(days => n % 60, secs => n % 80000) end,
      case when n % 7 = 0 then n % 5 else 0 end,
      case when n % 35 > 0 and n % 7 = 0 then now() - make_interval(days => n % 15) end,
      case when n % 630 = 7 then now() + interval '6 days' end,
      case when n % 630 = 7 then now() - interval '4 days' end,
      case when n % 26 = 0 then 30 end, now() - interval '300 days'
    from generate_series(1, ${size}::int) n`;
  await fillHoldings(sql, workspaceId);
  // As the triggers keep it, in one statement: a very large crowd is filled without them
  await sql`update users u set factor_kinds = held.kinds from (
      select c.user_id, string_agg(distinct c.kind, ',' order by c.kind) as kinds
      from credentials c left join factor_failures f
        on f.workspace_id = c.workspace_id and f.user_id = c.user_id and f.kind = c.kind and f.stopped_at is not null
      where c.workspace_id = ${workspaceId} and c.suspect_at is null and f.stopped_at is null group by c.user_id
    ) held where u.workspace_id = ${workspaceId} and u.id = held.user_id and u.factor_kinds <> held.kinds`;
  await sql.unsafe(
    "analyze users; analyze credentials; analyze recovery_codes; analyze exemptions; analyze factor_failures",
  );
}

/** By the number of the user: three in five hold an authenticator app, some more or others; codes go with factors. */
async function fillHoldings(sql: postgres.Sql, workspaceId: string): Promise<void> {
  const numbered = sql`(select id, webauthn_handle::int as n from users where workspace_id = ${workspaceId}
    and webauthn_handle ~ '^[0-9]{1,7}$') u`;
  await sql`insert into credentials (workspace_id, user_id, id, kind, label, data, suspect_at)
    select ${workspaceId}, u.id, held.kind || u.n, held.kind, '', '{}', case when held.kind = 'passkey' and n % 31 = 0 then now() end
    from ${numbered}, lateral (values ('totp', n % 5 < 3), ('passkey', n % 11 = 0), ('sms', n % 17 = 0)) held (kind, has)
    where held.has`;
  await sql`insert into factor_failures (workspace_id, user_id, kind, stopped_at)
    select ${workspaceId}, u.id, 'totp', case when n % 900 = 0 then now() end from ${numbered} where n % 300 = 0`;
  await sql`insert into recovery_codes (workspace_id, user_id, id, set_id, code_hash, salt, acknowledged_at, used_at)
    select ${workspaceId}, u.id, 'rcc_' || i, '', repeat('x', 96), repeat('s', 22), now(), case when n % 43 = 0 then now() end
    from ${numbered}, generate_series(1, 2) i where n % 5 < 3 or n % 71 = 0`;
  await sql`insert into exemptions (workspace_id, user_id, id, reason, starts_at, ends_at)
    select ${workspaceId}, u.id, 'exm_' || u.n, 'Away', now() - interval '30 days',
      now() + make_interval(days => n % 80 - 30) from ${numbered} where n % 50 = 3`;
}
