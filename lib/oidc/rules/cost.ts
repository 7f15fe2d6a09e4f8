import type { ASTNode } from "@marcbachmann/cel-js";

/** What one step of a walk takes beside its body, in the time that comparing one character takes. */
const STEP = 20;
const WALKS = new Set(["all", "exists", "exists_one", "map", "filter"]);
/** These look for one thing at every place of another. */
const SEARCHES = new Set(["contains", "indexOf", "lastIndexOf", "split"]);
const COMPARES = new Set(["==", "!=", "<", "<=", ">", ">="]);

/** What a part takes at most, and how large its value is at most: in characters. */
type Bound = { cost: number; size: number };
type Sizes = ReadonlyMap<string, number>;

const sum = (bounds: readonly Bound[]): Bound =>
  bounds.reduce((all, one) => ({ cost: all.cost + one.cost, size: all.size + one.size }), {
    cost: 1,
    size: 1,
  });

const isNode = (value: unknown): value is ASTNode =>
  typeof value === "object" && value !== null && "op" in value && "args" in value;

/** The parts of a node, in their order, without its names. */
function partsOf({ args }: ASTNode): ASTNode[] {
  const flat: unknown[] = Array.isArray(args) ? args.flat(2) : [args];
  return flat.filter(isNode);
}

/** Where in its text a condition walks through a list, however that is written. */
export const listWalks = (node: ASTNode): number[] =>
  [
    ...(node.op === "rcall" && WALKS.has(node.args[0]) ? [node.args[1].end] : []),
    ...partsOf(node).flatMap(listWalks),
  ].sort((a, b) => a - b);

/** What a condition takes at most where everything it looks at is `largest` characters long. */
export const costOf = (node: ASTNode, largest: number): number => bound(node, largest, new Map()).cost;

function bound(node: ASTNode, largest: number, sizes: Sizes): Bound {
  if (node.op === "value") return { cost: 1, size: String(node.args).length };
  if (node.op === "id") return { cost: 1, size: sizes.get(node.args) ?? largest };
  if (node.op === "rcall" && WALKS.has(node.args[0])) return boundOfWalk(node.args, largest, sizes);
  if (node.op === "rcall" && node.args[0] === "bind") return boundOfBinding(node.args[2], largest, sizes);
  const parts = partsOf(node).map((part) => bound(part, largest, sizes));
  const { cost, size } = sum(parts);
  const all = parts.map((part) => part.size);
  if (COMPARES.has(node.op)) return { cost: cost + Math.min(...all), size: 1 };
  if (node.op === "in") return { cost: cost + size, size: 1 };
  if (node.op === "+") return { cost: cost + size, size };
  if (node.op !== "rcall" && node.op !== "call") return { cost, size };
  const product = all.reduce((times, one) => times * one, 1);
  if (node.args[0] === "join") return { cost: cost + product, size: size + product };
  return { cost: cost + (SEARCHES.has(node.args[0]) ? product : size), size };
}

type Called = readonly [string, ASTNode, readonly ASTNode[]];

/**
 * A list has no more elements than characters, and its elements together are no larger than it. Whatever is no cheaper done
 * bit by bit is dearest at one of the ends: many elements of one character, or one of all of them.
 */
function boundOfWalk([, list, [name, ...bodies]]: Called, largest: number, sizes: Sizes): Bound {
  const walked = bound(list, largest, sizes);
  const bodyFor = (element: number): Bound => {
    const inner = name?.op === "id" ? new Map([...sizes, [name.args, element]]) : sizes;
    return sum(bodies.map((one) => bound(one, largest, inner)));
  };
  const [many, one] = [bodyFor(1), bodyFor(walked.size)];
  return {
    cost: walked.cost + walked.size * (STEP + many.cost) + one.cost,
    size: walked.size * many.size + one.size,
  };
}

function boundOfBinding([name, value, body]: readonly ASTNode[], largest: number, sizes: Sizes): Bound {
  if (name?.op !== "id" || !value || !body)
    return { cost: Number.POSITIVE_INFINITY, size: Number.POSITIVE_INFINITY };
  const given = bound(value, largest, sizes);
  const inner = bound(body, largest, new Map([...sizes, [name.args, given.size]]));
  return { cost: given.cost + inner.cost, size: inner.size };
}
