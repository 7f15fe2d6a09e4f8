import { z } from "zod";
import { AUDIT_ACTIONS } from "./events";

export const RESULTS = ["ok", "refused"] as const;

const LONGEST_TEXT = 100;
const day = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
const text = z.string().trim().max(LONGEST_TEXT);

/** What the audit log is narrowed by, as it stands in addresses; what is left out filters nothing. Days are UTC, `to` included. */
export const logFiltersSchema = z.object({
  text: text.default(""),
  action: z.enum(AUDIT_ACTIONS).nullable().default(null),
  result: z.enum(RESULTS).nullable().default(null),
  actor: text.default(""),
  target: text.default(""),
  from: day.nullable().default(null),
  to: day.nullable().default(null),
});

export type LogFilters = z.output<typeof logFiltersSchema>;

export const logQuerySchema = logFiltersSchema.extend({
  after: z.string().max(128).nullable().default(null),
});

/** A place in the log: microseconds since 1970 and the event's id. */
export type Mark = { at: string; id: string };

export const writeMark = ({ at, id }: Mark): string => `${at}.${id}`;

export function readMark(text: string | null): Mark | null {
  const found = text?.match(/^(\d{1,17})\.([\w-]{1,64})$/);
  return found ? { at: found[1] as string, id: found[2] as string } : null;
}

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f]*(:[0-9a-f]*){2,7})$/i;
const MOMENT_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

/** What was typed into the search, by its form: an id of an event or a request, an address, or words. */
export type Sought =
  | { kind: "event"; id: string; at: Date }
  | { kind: "request"; id: string; at: Date }
  | { kind: "address"; ip: string }
  | { kind: "words"; words: string };

/** Ids tell when they were made, so that they are looked for around that moment alone. */
export function readSought(text: string): Sought {
  const typed = text.match(/^(evt|req)_([0-7][0-9a-hjkmnp-tv-z]{9})[0-9a-hjkmnp-tv-z]{16}$/);
  if (typed) {
    const at = [...(typed[2] as string)].reduce((sum, digit) => sum * 32 + MOMENT_DIGITS.indexOf(digit), 0);
    return { kind: typed[1] === "evt" ? "event" : "request", id: text, at: new Date(at) };
  }
  const request = text.match(/^req_([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  if (request)
    return { kind: "request", id: text, at: new Date(Number.parseInt(`${request[1]}${request[2]}`, 16)) };
  return ADDRESS.test(text) ? { kind: "address", ip: text.toLowerCase() } : { kind: "words", words: text };
}
