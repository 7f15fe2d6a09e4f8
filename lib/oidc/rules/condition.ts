import { Environment } from "@marcbachmann/cel-js";
import ipaddr from "ipaddr.js";
import { type ConditionFault, faultOf } from "../core/condition-faults";
import { costOf, listWalks } from "./cost";

/** What a condition may look at. Every value was read by the server; an address or country that is not known is empty. */
export type ConditionInput = {
  client: { id: string; name: string };
  user: {
    id: string;
    email: string;
    name: string;
    role: string;
    policy: string;
    two_factor_on: boolean;
    app_metadata: Record<string, unknown>;
    user_metadata: Record<string, unknown>;
  };
  request: { scopes: readonly string[]; acr_values: readonly string[]; ip: string; country: string };
  session: { level: string; amr: readonly string[]; age_seconds: number; new_browser: boolean };
};

/** Far more than a rule that a person can read, and little enough to run at each sign-in. */
const MAX_LENGTH = 2_000;
const LIMITS = {
  maxAstNodes: 400,
  maxDepth: 24,
  maxListElements: 200,
  maxMapEntries: 50,
  maxCallArguments: 8,
};

/** Can be made to run for seconds by its argument, so no condition may call it. */
const UNBOUNDED = /\bmatches\b/;
/** Each looks at every entry of a list; one inside the other multiplies. */
const MAX_WALKS = 2;
/** As `costOf` counts: less than half a second at its worst. */
const MAX_COST = 50_000_000;
/** What is looked through is taken to be so long when a condition is saved. */
const USUAL_INPUT_LENGTH = 1_000;
/** More of what programs keep about a user is not looked through. */
const MAX_INPUT_LENGTH = 6_000;

const environment = new Environment({ enableOptionalTypes: true, limits: LIMITS })
  .registerVariable({ name: "client", schema: { id: "string", name: "string" } })
  .registerVariable({
    name: "user",
    schema: {
      id: "string",
      email: "string",
      name: "string",
      role: "string",
      policy: "string",
      two_factor_on: "bool",
      app_metadata: "map",
      user_metadata: "map",
    },
  })
  .registerVariable({
    name: "request",
    schema: { scopes: "list<string>", acr_values: "list<string>", ip: "string", country: "string" },
  })
  .registerVariable({
    name: "session",
    schema: { level: "string", amr: "list<string>", age_seconds: "int", new_browser: "bool" },
  })
  .registerFunction("inNetwork(string, string): bool", (ip, network) => isInNetwork(ip, network));

/** Characters of the text, from `start` up to before `end`, counted from 0; lines and columns from 1. */
export type ConditionPlace = { start: number; end: number; line: number; column: number };

/** What is wrong with a condition, for a screen that has its own words. `unreadable`: `fault` says it, or `error` in CEL's words. */
export type ConditionProblem =
  | "empty"
  | "too_long"
  | "matches"
  | "too_many_lists"
  | "too_much"
  | "not_yes_or_no"
  | "unreadable";

/** `at`: where, as far as that is known. */
export type ConditionCheck =
  | { ok: true }
  | {
      ok: false;
      problem: ConditionProblem;
      error: string;
      fault: ConditionFault | null;
      at: ConditionPlace | null;
    };

const TOO_MUCH = "This takes too long to work out.";

/** Whether a condition can be saved: its grammar, its types, and that it answers yes or no. */
export function checkCondition(text: string): ConditionCheck {
  const wrong = (problem: ConditionProblem, error: string, start?: number, end?: number): ConditionCheck => ({
    ok: false,
    problem,
    error,
    fault: null,
    at: start === undefined ? null : placeIn(text, start, end ?? start),
  });
  if (text.trim() === "") return wrong("empty", "A condition is not empty.");
  if (text.length > MAX_LENGTH) return wrong("too_long", `A condition has at most ${MAX_LENGTH} characters.`);
  const unbounded = UNBOUNDED.exec(text);
  if (unbounded) {
    const end = unbounded.index + unbounded[0].length;
    const error = "`matches` is not available: use startsWith, endsWith or contains.";
    return wrong("matches", error, unbounded.index, end);
  }
  try {
    const { ast } = environment.parse(text);
    const walk = listWalks(ast)[MAX_WALKS];
    if (walk !== undefined)
      return wrong("too_many_lists", `A condition walks through at most ${MAX_WALKS} lists.`, walk);
    if (costOf(ast, USUAL_INPUT_LENGTH) > MAX_COST) return wrong("too_much", TOO_MUCH);
    const checked = environment.check(text);
    if (!checked.valid) return unreadable(text, checked.error);
    const isYesOrNo = checked.type === "bool" || checked.type === "dyn";
    return isYesOrNo
      ? { ok: true }
      : wrong("not_yes_or_no", `This gives ${checked.type}, not true or false.`, 0, text.length);
  } catch (error) {
    return unreadable(text, error);
  }
}

function unreadable(text: string, error: unknown): ConditionCheck {
  const { range } = (error ?? {}) as { range?: { start: number; end: number } };
  const at = range ? placeIn(text, range.start, range.end) : null;
  const fault = faultOf(text, error, false);
  return { ok: false, problem: "unreadable", error: firstLine(error), fault, at };
}

function placeIn(text: string, start: number, end: number): ConditionPlace {
  const before = text.slice(0, start).split("\n");
  return { start, end, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/**
 * `fails` says why it could not be told: the caller then asks for the second factor. `fault`: the same by its kind, where a
 * screen has words for it.
 */
export type ConditionVerdict = { asks: boolean; fails: string | null; fault: ConditionFault | null };

/**
 * Whether a condition asks for a second factor. Total: one that cannot be read, does not answer yes or no, or fails while
 * it runs asks for it and says so. No code of the administrator's is ever run: CEL has no loops and no side effects.
 */
export function evaluateCondition(text: string, input: ConditionInput): ConditionVerdict {
  const checked = checkCondition(text);
  if (!checked.ok) return { asks: true, fails: checked.error, fault: checked.fault };
  const { length } = JSON.stringify(input);
  if (length > MAX_INPUT_LENGTH || costOf(environment.parse(text).ast, length) > MAX_COST)
    return { asks: true, fails: "There is too much about this user to look through.", fault: null };
  try {
    const { session } = input;
    const context = {
      ...input,
      session: { ...session, age_seconds: BigInt(Math.floor(session.age_seconds)) },
    };
    const answer: unknown = environment.evaluate(text, context);
    if (typeof answer === "boolean") return { asks: answer, fails: null, fault: null };
    const fault = { kind: "not_true_or_false", what: text.trim().slice(0, 60) } as const;
    return { asks: true, fails: "The condition gave neither true nor false.", fault };
  } catch (error) {
    return { asks: true, fails: firstLine(error), fault: faultOf(text, error, true) };
  }
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]?.slice(0, 300) ?? "";

/** Whether an address lies in a network of CIDR notation; an IPv4 address in IPv6 form counts as itself. */
function isInNetwork(ip: string, network: string): boolean {
  const [address, prefix] = ipaddr.parseCIDR(network);
  if (!ipaddr.isValid(ip)) return false;
  const caller = ipaddr.process(ip);
  return caller.kind() === address.kind() && caller.match(address, prefix);
}
