import "server-only";
import type { Db } from "../../db/client";
import { grouped } from "../core/grouped";
import { type Block, hashEvent, hashEvents, judgeBlock, monthOf, NO_BLOCK } from "./hash";
import { droppedBefore } from "./retention";
import { countFrom, findFrontier, listBlocks, listRetentions, listSealed } from "./store";

export type FindingKind =
  | "events_changed"
  | "events_removed"
  | "events_added"
  | "block_changed"
  | "block_missing"
  | "signature_wrong"
  | "key_unknown";

/** What does not fit, and in which block. `events`: how many too few or too many. */
export type Finding = { kind: FindingKind; block: number; month: string; events?: number };

export type Progress = { nextBlock: number; events: number; findings: Finding[]; isFinished: boolean };

const BLOCKS_AT_ONCE = 200;
const EVENTS_PER_STEP = 20_000;
const EVENTS_AT_ONCE = 5_000;
/** More are not listed: the chain is broken already. */
const MOST_FINDINGS = 100;

export const BEGINNING: Progress = { nextBlock: 1, events: 0, findings: [], isFinished: false };

/**
 * Verifies a stretch of a workspace's chain, from `nextBlock` on: every event is read and hashed here, not in the database, and
 * every block's link and signature are checked. Call again with the answer until it is finished. What was written and is not
 * sealed yet is no part of it.
 */
export async function verifyStretch(db: Db, workspaceId: string, from: Progress): Promise<Progress> {
  const before =
    (await listBlocks(db, workspaceId, from.nextBlock - 1, 1)).filter(
      ({ number }) => number < from.nextBlock,
    )[0] ?? null;
  const found = await listBlocks(db, workspaceId, from.nextBlock, BLOCKS_AT_ONCE);
  const isCut = found.length === BLOCKS_AT_ONCE;
  const blocks = wholeTurns(found, isCut);
  const findings = [...from.findings, ...judgeLinks(before, blocks)];
  const last = blocks.at(-1) ?? before;
  const dropped = droppedBefore(
    workspaceId,
    (await listRetentions(db, workspaceId)).map(({ data }) => data),
  );
  const events = await judgeEvents(db, workspaceId, blocks, (finding, block) => {
    const isDropped = finding.kind === "events_removed" && finding.events === block?.events;
    if (!(isDropped && finding.month < dropped)) findings.push(finding);
  });
  const isFinished = !isCut && blocks.length === found.length;
  if (isFinished) findings.push(...(await judgeRest(db, workspaceId, last)));
  return {
    nextBlock: (last?.number ?? 0) + 1,
    events: from.events + events,
    findings: findings.slice(0, MOST_FINDINGS),
    isFinished,
  };
}

/** Blocks of one sealing turn share their positions and are judged together; the last one read may not be whole. */
function wholeTurns(found: Block[], isCut: boolean): Block[] {
  let events = 0;
  let end = 0;
  for (const [at, block] of found.entries()) {
    const isTurnsFirst = block.fromPosition !== found[at - 1]?.fromPosition;
    if (isTurnsFirst && events >= EVENTS_PER_STEP) return found.slice(0, at);
    if (isTurnsFirst) end = at;
    events += block.events;
  }
  return isCut && end > 0 ? found.slice(0, end) : found;
}

function judgeLinks(before: Block | null, blocks: Block[]): Finding[] {
  return blocks.flatMap((block, at) => {
    const previous = at === 0 ? before : (blocks[at - 1] ?? null);
    const kinds: FindingKind[] = [];
    const own = judgeBlock(block);
    if (own) kinds.push(own);
    const isSameTurn = previous?.fromPosition === block.fromPosition && previous.month < block.month;
    const follows =
      block.number === (previous?.number ?? 0) + 1 &&
      block.previousHash === (previous?.hash ?? NO_BLOCK) &&
      (isSameTurn
        ? block.toPosition === previous.toPosition
        : block.fromPosition === (previous?.toPosition ?? 0));
    if (!follows) kinds.push("block_missing");
    return kinds.map((kind) => ({ kind, block: block.number, month: block.month }));
  });
}

type Report = (finding: Finding, block: Block | undefined) => void;

/** Reads every event among the blocks' positions; answers how many there are. */
async function judgeEvents(db: Db, workspaceId: string, blocks: Block[], report: Report): Promise<number> {
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (!first || !last) return 0;
  const turns = [...grouped(blocks, ({ fromPosition }) => fromPosition).values()];
  let turn = turns.shift() ?? [];
  let hashes = new Map<string, string[]>();
  let count = 0;
  const closeTurn = () => {
    judgeTurn(turn, hashes, report);
    hashes = new Map();
    turn = turns.shift() ?? [];
  };
  let mark = { position: first.fromPosition, id: "" };
  for (;;) {
    const events = await listSealed(db, workspaceId, mark, last.toPosition, EVENTS_AT_ONCE);
    for (const event of events) {
      while (turn.length > 0 && event.position >= (turn[0]?.toPosition ?? 0)) closeTurn();
      mark = { position: event.position, id: event.id };
      // Of a block that is missing: that is a finding of its own
      if (event.position < (turn[0]?.fromPosition ?? 0)) continue;
      const month = monthOf(event);
      const ofMonth = hashes.get(month) ?? [];
      ofMonth.push(hashEvent(event));
      hashes.set(month, ofMonth);
    }
    count += events.length;
    if (events.length < EVENTS_AT_ONCE) break;
  }
  while (turn.length > 0) closeTurn();
  return count;
}

function judgeTurn(turn: Block[], hashes: Map<string, string[]>, report: Report): void {
  for (const block of turn) {
    const found = hashes.get(block.month) ?? [];
    hashes.delete(block.month);
    const finding = { block: block.number, month: block.month };
    const difference = found.length - block.events;
    if (difference < 0) report({ kind: "events_removed", events: -difference, ...finding }, block);
    else if (difference > 0) report({ kind: "events_added", events: difference, ...finding }, block);
    else if (hashEvents(found) !== block.eventsHash) report({ kind: "events_changed", ...finding }, block);
  }
  const number = turn[0]?.number ?? 0;
  for (const [month, found] of hashes)
    report({ kind: "events_added", events: found.length, block: number, month }, undefined);
}

/** Beyond the last block there are only events that are not sealed yet; among what is sealed already nothing may appear. */
async function judgeRest(db: Db, workspaceId: string, last: Block | null): Promise<Finding[]> {
  const frontier = await findFrontier(db);
  const { first } = await countFrom(db, workspaceId, last?.toPosition ?? 0, 1);
  if (first === null || first >= frontier) return [];
  return [{ kind: "block_missing", block: (last?.number ?? 0) + 1, month: last?.month ?? "" }];
}
