import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { CHAIN_PURPOSE } from "../../audit/chain/hash";
import { type EventProof, proveEvent } from "../../audit/chain/proof";
import { sealDue } from "../../audit/chain/seal";
import { findFigures, findFiguresSpan, recordEvent } from "../../audit/service";
import { canonicalJson } from "../../core/canonical-json";
import type { Client } from "../../core/client";
import { AppError } from "../../core/errors";
import { publicKeyFor, type Signature, signText } from "../../core/signing";
import type { Db } from "../../db/client";
import { getUserNames } from "../../identity/users/service";
import { type ExemptionFact, listExemptionsAt } from "../../policy/service";
import { getWorkspace } from "../../workspaces/service";
import { type Day, hashExemptions, takeFigures } from "./days";
import type { Figures } from "./figures";
import type { PublicKey } from "./judge";

/** An exemption in force, with today's names beside the fact that is sealed. */
export type Exception = { fact: ExemptionFact; user: string | null; setBy: string | null };

/** What was known on a day: whom each requirement covered, and who was excused and why. */
export type DayView = {
  date: string;
  takenAt: string;
  figures: Figures;
  exceptions: Exception[];
  /** The exemptions of the table are still those of which a hash was sealed. */
  areExceptionsSealed: boolean;
};

export type Evidence = {
  format: "sallyport evidence 1";
  workspace: { id: string; name: string };
  date: string;
  createdAt: string;
  createdBy: string;
  takenAt: string;
  figures: Figures;
  sealedExemptions: Day["exemptions"];
  exceptions: Exception[];
  proof: EventProof;
};

export type EvidenceFile = { evidence: Evidence; signature: Signature; keys: PublicKey[] };

const startOf = (date: string): Date => new Date(`${date}T00:00:00Z`);

/** The days that can be asked for; null: nothing was recorded yet. */
export const getSpan = findFiguresSpan;

async function findDay(db: Db, workspaceId: string, date: string) {
  const row = await findFigures(db, workspaceId, startOf(date));
  if (!row) return null;
  const day = row.data as Day;
  const facts = await listExemptionsAt(db, workspaceId, new Date(day.takenAt));
  const names = await getUserNames(
    db,
    workspaceId,
    facts.flatMap(({ userId, setBy }) => [userId, setBy]),
  );
  const exceptions = facts.map((fact) => ({
    fact,
    user: names.get(fact.userId) ?? null,
    setBy: names.get(fact.setBy ?? "") ?? null,
  }));
  return { row, day, exceptions, areExceptionsSealed: hashExemptions(facts) === day.exemptions.hash };
}

/** What was recorded on a day (UTC); null: nothing was. */
export async function viewDay(db: Db, workspaceId: string, date: string): Promise<DayView | null> {
  const found = await findDay(db, workspaceId, date);
  if (!found) return null;
  const { takenAt, figures } = found.day;
  return {
    date,
    takenAt,
    figures,
    exceptions: found.exceptions,
    areExceptionsSealed: found.areExceptionsSealed,
  };
}

/** How often, and how much later, a record that is not sealed yet is looked at again: other transactions end soon. */
const [LOOKS, PAUSE_MS] = [20, 100];

async function proveSealed(db: Db, workspaceId: string, at: Date, id: string): Promise<EventProof> {
  for (let look = 0; look < LOOKS; look++) {
    const proof = await proveEvent(db, workspaceId, at, id);
    if (proof) return proof;
    if (!(await sealDue(db))) await sleep(look === 0 ? 0 : PAUSE_MS);
  }
  throw new AppError("conflict");
}

/**
 * The signed file about a day, for an auditor: checked with `judgeEvidence` and the public key alone. That it was made is on record.
 * Throws `not_found` where nothing was recorded on that day, `conflict` where it is not sealed yet: a moment later it is.
 */
export async function createEvidence(
  db: Db,
  workspaceId: string,
  date: string,
  by: { name: string; userId: string | null; client: Client | null },
): Promise<EvidenceFile> {
  const found = await findDay(db, workspaceId, date);
  if (!found) throw new AppError("not_found");
  const { row, day, exceptions } = found;
  const proof = await proveSealed(db, workspaceId, row.at, row.id);
  const { name } = await getWorkspace(db, workspaceId);
  const evidence: Evidence = {
    format: "sallyport evidence 1",
    workspace: { id: workspaceId, name },
    ...{ date, createdAt: new Date().toISOString(), createdBy: by.name },
    ...{ takenAt: day.takenAt, figures: day.figures, sealedExemptions: day.exemptions, exceptions, proof },
  };
  const signature = signText(CHAIN_PURPOSE, canonicalJson(evidence));
  await recordEvent(db, {
    workspaceId,
    action: "evidence.created",
    actorId: by.userId,
    ...(by.userId === null ? { actorKind: "operator" as const } : {}),
    targetId: workspaceId,
    client: by.client,
    data: { date, signature: signature.value },
  });
  const keyIds = new Set([signature.keyId, proof.block.keyId]);
  const keys = [...keyIds].map((keyId) => publicKeyFor(CHAIN_PURPOSE, keyId) as PublicKey);
  return { evidence, signature, keys };
}

export { takeFigures };
