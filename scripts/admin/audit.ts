import { readFileSync, writeFileSync } from "node:fs";
import { compareHead, exportHeads, type Head } from "../../lib/audit/chain/heads";
import { sealDue } from "../../lib/audit/chain/seal";
import { BEGINNING, type Finding, type Progress, verifyStretch } from "../../lib/audit/chain/verify";
import { retainMonths } from "../../lib/audit/retention";
import { listChained } from "../../lib/audit/service";
import { asOwner, database } from "../../lib/db/client";

const MOST_MONTHS = 1_200;

export async function retain(argument: string): Promise<string> {
  const months = Number(argument.match(/^--months (\d+)$/)?.[1]);
  if (!Number.isInteger(months) || months < 1 || months > MOST_MONTHS)
    throw new Error(
      "Say how many whole months to keep beside this one: npm run admin -- audit retain --months 24",
    );
  const dropped = await asOwner((db) => db.transaction((tx) => retainMonths(tx, new Date(), months)));
  return dropped.length === 0
    ? `Nothing is older than ${months} months.`
    : `Dropped ${dropped.length} months: ${dropped.map((month) => month.slice(0, 7)).join(", ")}. Each chain says so, signed.`;
}

/** Writes the last block of every chain into a file, or onto the screen. */
export async function heads(argument: string): Promise<string> {
  const text = JSON.stringify(await exportHeads(database(), await listChained(database())), null, 2);
  if (!argument) return text;
  writeFileSync(argument, `${text}\n`, { mode: 0o600, flag: "wx" });
  return `Wrote ${argument}. Keep it where whoever owns the database cannot reach it.`;
}

const wordsFor = ({ kind, block, month, events }: Finding): string =>
  `block ${block} (${month.slice(0, 7)}): ${kind.replaceAll("_", " ")}${events ? `, ${events}` : ""}`;

async function verifyOne(workspaceId: string): Promise<Progress> {
  let progress: Progress = BEGINNING;
  while (!progress.isFinished) progress = await verifyStretch(database(), workspaceId, progress);
  return progress;
}

/** Verifies every chain, and with `--heads <file>` that each still contains what was exported then. */
export async function verifyChains(argument: string): Promise<string> {
  while (await sealDue(database()));
  const lines: string[] = [];
  for (const workspaceId of await listChained(database())) {
    const { events, nextBlock, findings } = await verifyOne(workspaceId);
    if (findings.length > 0) process.exitCode = 1;
    lines.push(
      `${workspaceId}: ${events} events in ${nextBlock - 1} blocks, ${findings.length > 0 ? "NOT intact" : "intact"}`,
    );
    lines.push(...findings.map((finding) => `  ${wordsFor(finding)}`));
  }
  const file = argument.match(/^--heads (.+)$/)?.[1];
  for (const head of file ? (JSON.parse(readFileSync(file, "utf8")) as Head[]) : []) {
    const state = await compareHead(database(), head);
    if (state !== "contained") process.exitCode = 1;
    lines.push(`head ${head.number} of ${head.workspaceId}: ${state.replaceAll("_", " ")}`);
  }
  return lines.join("\n");
}
