"use client";

import { useMemo } from "react";
import { useKept } from "../../settings/use-kept";
import { narrowing, type UserFilters } from "../filter/filters";

/** Users named one by one, or everybody whom the filters find. */
export type Selection = { ids: ReadonlySet<string>; isAll: boolean };

/** `of`: the filters it was made under. */
type Kept = { of: string; ids: readonly string[]; isAll: boolean };

const NOBODY: Kept = { of: "", ids: [], isAll: false };

/** More are not named one by one: then it is everybody who matches. */
export const MOST_NAMED = 1_000;

/** Which rows are chosen. Other filters mean other people: the choice is forgotten with them. */
export function useSelection(filters: UserFilters) {
  const [kept, setKept] = useKept<Kept>("chosen", NOBODY);
  const of = JSON.stringify(narrowing(filters));
  const { ids, isAll } = kept.of === of ? kept : NOBODY;
  if (kept !== NOBODY && kept.of !== of) setKept(NOBODY);
  const selection: Selection = useMemo(() => ({ ids: new Set(ids), isAll }), [ids, isAll]);
  const toggle = (id: string, isChosen: boolean) =>
    setKept((now) => {
      const next = new Set(now.of === of && !now.isAll ? now.ids : []);
      if (isChosen && next.size < MOST_NAMED) next.add(id);
      else next.delete(id);
      return { of, ids: [...next], isAll: false };
    });
  return {
    selection,
    toggle,
    chooseShown: (shown: readonly string[]) => setKept({ of, ids: shown.slice(0, MOST_NAMED), isAll: false }),
    chooseAll: () => setKept({ of, ids: [], isAll: true }),
    clear: () => setKept(NOBODY),
  };
}
