/** What comes back from the browser's memory of a tab as it was. */
export type Json =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Json[]
  | { readonly [name: string]: Json };

/** An act by its name on its page, and what it is called with. */
export type Deed = { name: string; input: readonly Json[] };

type Kept = {
  owner: string;
  path: string;
  until: number;
  values: Record<string, Json>;
  deed: Deed | null;
};

const KEY = "step-up";
/** As long as a person has to answer what is asked of them. */
const KEPT_MS = 600_000;

function isReload(): boolean {
  const [navigation] = performance.getEntriesByType("navigation");
  return (navigation as PerformanceNavigationTiming | undefined)?.type === "reload";
}

/** What the same person left here, only where the page was loaded anew; read once. */
function readKept(owner: string | null): Kept | null {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (text === null || !isReload()) return null;
  const kept = JSON.parse(text) as Kept;
  return kept.owner === owner ? kept : null;
}

/**
 * Keeps what `owner` has open and typed on a page through a reload while a step-up asks, and the deed that waits for it:
 * ten minutes, for the same page. `owner` null: nothing is kept.
 */
export function createKeeper(owner: string | null) {
  const readers = new Map<string, () => Json>();
  let back: Kept | null | undefined;
  const find = (): Kept | null => {
    if (back === undefined) back = readKept(owner);
    return back?.path === window.location.pathname && back.until > Date.now() ? back : null;
  };
  return {
    /** Asks `read` for the value of this name when the page is left; undefined: it need not be kept. Returns the end of it. */
    keep: (name: string, read: () => Json): (() => void) => {
      readers.set(name, read);
      return () => {
        if (readers.get(name) === read) readers.delete(name);
      };
    },
    /** Gives back the value of this name, once; undefined: there is none. */
    takeValue: (name: string): Json => {
      const values = find()?.values ?? {};
      const value = values[name];
      delete values[name];
      return value;
    },
    /** Gives back the input of the deed that waited, once, if it is this one. */
    takeDeed: (name: string): readonly Json[] | null => {
      const kept = find();
      if (kept?.deed?.name !== name) return null;
      const { input } = kept.deed;
      kept.deed = null;
      return input;
    },
    /** A deed goes on by itself only until somebody does something else. */
    dropDeed: (): void => {
      const kept = find();
      if (kept) kept.deed = null;
    },
    /** The page is left. `asking` null: no step-up asks, and nothing is kept. */
    leave: (asking: { deed: Deed | null } | null): void => {
      sessionStorage.removeItem(KEY);
      if (asking === null || owner === null) return;
      const values = Object.fromEntries([...readers].map(([name, read]) => [name, read()]));
      const { pathname: path } = window.location;
      const kept: Kept = { owner, path, until: Date.now() + KEPT_MS, values, deed: asking.deed };
      try {
        sessionStorage.setItem(KEY, JSON.stringify(kept));
      } catch {
        // More than the browser holds: the page comes back as if nothing had been done on it
      }
    },
  };
}

export type Keeper = ReturnType<typeof createKeeper>;
