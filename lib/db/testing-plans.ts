import "server-only";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll } from "vitest";
import type { TestDatabase } from "./testing";

export type PlanNode = {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Actual Rows"?: number;
  Plans?: PlanNode[];
};

const flatten = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flatten)];

/** The plans of every statement that a piece of work sends, node by node, as the database would run them. */
export function usePlans({ url }: TestDatabase, sql: postgres.Sql) {
  const sent: [string, unknown[]][] = [];
  const client = postgres(url, { max: 1 });
  const noting = drizzle(client, { logger: { logQuery: (query, params) => sent.push([query, params]) } });
  afterAll(() => client.end());
  return async (work: (noting: PostgresJsDatabase) => Promise<unknown>): Promise<PlanNode[]> => {
    sent.length = 0;
    await work(noting);
    const plans = await Promise.all(
      sent.map(async ([query, params]) => {
        const rows = await sql.unsafe(`explain (format json) ${query}`, params as string[]);
        const explained: { Plan: PlanNode }[] = rows[0]?.["QUERY PLAN"] ?? [];
        return explained.flatMap((one) => flatten(one.Plan));
      }),
    );
    return plans.flat();
  };
}

const TENANT_TABLES = ["users", "sessions", "credentials", "factor_failures", "recovery_codes", "exemptions"];

/** Tables with a row or more per user that a plan reads from end to end. */
export const scannedWhole = (plan: PlanNode[]): PlanNode[] =>
  plan.filter(
    (node) => node["Node Type"].includes("Seq Scan") && TENANT_TABLES.includes(node["Relation Name"] ?? ""),
  );

export const indexesOf = (plan: PlanNode[]): string[] => [
  ...new Set(plan.flatMap((node) => node["Index Name"] ?? [])),
];
