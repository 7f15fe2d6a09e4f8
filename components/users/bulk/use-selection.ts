"use client";

import { useEffect, useState } from "react";
import { narrowing, type UserFilters } from "../filter/filters";

/** Users named one by one, or everybody whom the filters find. */
export type Selection = { ids: ReadonlySet<string>; isAll: boolean };

const NOBODY: Selection = { ids: new Set(), isAll: false };

/** More are not named one by one: then it is everybody who matches. */
export const MOST_NAMED = 1_000;

/** Which rows are chosen. Other filters mean other people: the choice is forgotten with them. */
export function useSelection(filters: UserFilters) {
  const [selection, setSelection] = useState(NOBODY);
  const key = JSON.stringify(narrowing(filters));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filters are what the choice is forgotten for
  useEffect(() => setSelection(NOBODY), [key]);
  const toggle = (id: string, isChosen: boolean) =>
    setSelection(({ ids, isAll }) => {
      const next = new Set(isAll ? [] : ids);
      if (isChosen && next.size < MOST_NAMED) next.add(id);
      else next.delete(id);
      return { ids: next, isAll: false };
    });
  return {
    selection,
    toggle,
    chooseShown: (ids: readonly string[]) =>
      setSelection({ ids: new Set(ids.slice(0, MOST_NAMED)), isAll: false }),
    chooseAll: () => setSelection({ ids: new Set(), isAll: true }),
    clear: () => setSelection(NOBODY),
  };
}
