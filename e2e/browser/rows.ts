import postgres from "postgres";

let client: postgres.Sql | undefined;

/** The server's own database, for what no screen shows: counting rows and letting time pass. */
export function sql(): postgres.Sql {
  client ??= postgres(process.env.DATABASE_URL ?? "", { max: 2, idle_timeout: 5, onnotice: () => undefined });
  return client;
}

export type Kept = { factors: string[]; sessions: number; openFlows: number; isOn: boolean };

/** What is kept of a person: confirmed factors, live sessions, unfinished flows, the user's own flag. */
export async function keptOf({ id }: { id: string }): Promise<Kept> {
  const factors = await sql()`select kind from credentials where user_id = ${id} order by kind`;
  const [sessions] =
    await sql()`select count(*)::int n from sessions where user_id = ${id} and ended_at is null
    and last_seen_at > now() - interval '12 hours'`;
  const [flows] = await sql()`select count(*)::int n from flows where user_id = ${id}
    and kind = 'enrollment' and consumed_at is null`;
  const [user] = await sql()`select two_factor_on from users where id = ${id}`;
  return {
    factors: factors.map(({ kind }) => String(kind)),
    sessions: Number(sessions?.n),
    openFlows: Number(flows?.n),
    isOn: Boolean(user?.two_factor_on),
  };
}

/** Lets the time of a person's live sessions pass: they were begun, used and proved that much earlier. */
export async function ageSessions({ id }: { id: string }, minutes: number): Promise<void> {
  const by = `${minutes} minutes`;
  await sql()`update sessions set created_at = created_at - ${by}::interval,
    last_seen_at = last_seen_at - ${by}::interval,
    proofs = (select jsonb_agg(jsonb_set(proof, '{at}', to_jsonb(to_char(
      ((proof->>'at')::timestamptz - ${by}::interval) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))))
      from jsonb_array_elements(proofs) proof)
    where user_id = ${id} and ended_at is null`;
}

/** Lets the person's unfinished flows expire. */
export async function expireFlows({ id }: { id: string }): Promise<void> {
  await sql()`update flows set expires_at = now() - interval '1 second' where user_id = ${id}
    and consumed_at is null`;
}

/** The `Require MFA` box, as another administrator's `Save` leaves it. */
export async function setRequired(
  { id }: { id: string },
  isRequired: boolean,
  effect: "next_sign_in" | "right_away" = "next_sign_in",
): Promise<void> {
  await sql()`update users set required_since = ${isRequired ? sql()`now()` : null}, required_effect = ${effect}
    where id = ${id}`;
}
