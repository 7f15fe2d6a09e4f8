import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { throttles } from "../db/schema/directory";
import { FIRST_DELAY_SECONDS, FREE_ATTEMPTS, LONGEST_DELAY_SECONDS } from "./core/delay";

/** `delaySeconds` for the row's next failure, as a moment; null while none is due. */
export const blockedUntilAfter = (failures: AnyPgColumn): SQL => sql`case
  when ${failures} + 1 <= ${FREE_ATTEMPTS}::int then null
  else now() + make_interval(secs => least(
    ${LONGEST_DELAY_SECONDS}::float8,
    ${FIRST_DELAY_SECONDS}::float8 * power(2::float8, least(${failures} - ${FREE_ATTEMPTS}::int, 20))))
end`;

/** The delay that runs for a key, as a row of `kind, in_a_row, stopped_at, blocked_until`; none while none does. */
export const delayRow = (kind: string, key: string): SQL => sql`
  select ${kind}::text, ${throttles.failures}, null::timestamptz, ${throttles.blockedUntil}
  from ${throttles} where ${throttles.key} = ${key} and ${throttles.blockedUntil} > now()`;
