import { ID_PREFIXES, type IdKind } from "../../lib/core/ids";

/** The same numbers at every run (mulberry32): what is measured once can be measured again. */
export function makeChance(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (end: number): number => Math.floor(next() * end);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  return {
    next,
    below,
    pick,
    is: (share: number): boolean => next() < share,
    /** Most of the time one of the first: a few people do most of what is done. */
    fewMostly: (end: number): number => Math.floor(next() ** 3 * end),
    /** By weight. */
    weigh<T>(items: readonly (readonly [T, number])[]): T {
      let left = next() * items.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [item, weight] of items) {
        left -= weight;
        if (left < 0) return item;
      }
      return (items.at(-1) as readonly [T, number])[0];
    },
    /** A TypeID of that moment; `newId` knows only the present one. */
    idAt(kind: IdKind, at: number): string {
      let time = "";
      for (let rest = at, digit = 0; digit < 10; digit++, rest = Math.floor(rest / 32))
        time = DIGITS[rest % 32] + time;
      let chance = below(2) === 0 ? "e" : "f";
      for (let digit = 1; digit < 16; digit++)
        chance += digit === 3 ? "89abrstv"[below(8)] : DIGITS[below(32)];
      return `${ID_PREFIXES[kind]}_${time}${chance}`;
    },
  };
}

const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

export type Chance = ReturnType<typeof makeChance>;
