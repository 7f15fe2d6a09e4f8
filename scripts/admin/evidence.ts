import { readFileSync, writeFileSync } from "node:fs";
import { createEvidence, type EvidenceFile, takeFigures } from "../../lib/admin/evidence/evidence";
import { judgeEvidence, type PublicKey } from "../../lib/admin/evidence/judge";
import { CHAIN_PURPOSE } from "../../lib/audit/chain/hash";
import { encryptionKeyIds } from "../../lib/core/crypto";
import { publicKeyFor } from "../../lib/core/signing";
import { database } from "../../lib/db/client";
import { listWorkspaceIds } from "../../lib/workspaces/service";

const HOW = "npm run admin -- evidence create <YYYY-MM-DD> <file> [workspace id]";

/** Writes the signed file about a day; for today the figures are recorded first where they are not yet. */
export async function createFile(argument: string): Promise<string> {
  const [date = "", path = "", named] = argument.split(/\s+/);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !path) throw new Error(HOW);
  const ids = await listWorkspaceIds(database());
  const workspaceId = named ?? (ids.length === 1 ? ids[0] : undefined);
  if (!workspaceId || !ids.includes(workspaceId))
    throw new Error(`Say which workspace: ${HOW}\n${ids.map((id) => `  ${id}`).join("\n")}`);
  if (date === new Date().toISOString().slice(0, 10)) await takeFigures(database(), workspaceId);
  const file = await createEvidence(database(), workspaceId, date, {
    name: "the operator",
    userId: null,
    client: null,
  }).catch((error) => {
    throw error.code === "not_found" ? new Error(`No figures were recorded on ${date}.`) : error;
  });
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`, { flag: "wx", mode: 0o600 });
  return `Wrote ${path}, signed with key ${file.signature.keyId}.`;
}

/** The public keys that evidence and the log's blocks are checked with, as a JWK set (RFC 7517). */
export async function showKeys(): Promise<string> {
  return JSON.stringify({ keys: encryptionKeyIds().map((id) => publicKeyFor(CHAIN_PURPOSE, id)) }, null, 2);
}

/** From the first brace on: `npm run … > keys.json` writes the command it runs above what the command says. */
function readJson(path: string): unknown {
  const text = readFileSync(path, "utf8");
  try {
    return JSON.parse(text.slice(Math.max(0, text.indexOf("{"))));
  } catch (cause) {
    throw new Error(`${path} is not JSON: ${(cause as Error).message}`);
  }
}

/** Needs the file alone, and for whose it is the keys of `evidence keys`: no database, no settings. */
export async function verifyFile(argument: string): Promise<string> {
  const [path = "", flag, keysPath] = argument.split(/\s+/);
  if (!path || (flag !== undefined && (flag !== "--keys" || !keysPath)))
    throw new Error("npm run admin -- evidence verify <file> [--keys <file of `evidence keys`>]");
  const file = readJson(path) as EvidenceFile;
  const trusted = keysPath ? (readJson(keysPath) as { keys: PublicKey[] }).keys : null;
  const judgements = judgeEvidence(file, trusted);
  if (judgements.some(({ isRight }) => !isRight)) process.exitCode = 1;
  const { workspace, date, figures } = file.evidence;
  return [
    `${workspace.name} (${workspace.id}) on ${date}: ${figures.users} users`,
    ...judgements.map(({ what, isRight }) => `  ${isRight ? "yes" : "NO "}  ${what}`),
    trusted
      ? "Checked with the keys you gave."
      : "Checked with the file's own keys: it is whole, but whose it is only `--keys` can say.",
  ].join("\n");
}
