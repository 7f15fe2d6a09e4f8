import { beforeEach, expect, test, vi } from "vitest";
import { createKeeper, type Json } from "./kept";

const OWNER = "ada@example.com";
const DEED = { name: "rename", input: ["crd_1", { label: "Blue key" }] };

let type: string;
let store: Map<string, string>;
const location = { pathname: "/settings/two-factor" };

beforeEach(() => {
  type = "reload";
  store = new Map();
  location.pathname = "/settings/two-factor";
  vi.useFakeTimers({ now: new Date("2027-01-01T12:00:00Z") });
  vi.stubGlobal("window", { location });
  vi.stubGlobal("performance", { getEntriesByType: () => [{ type }] });
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (value.length > 1_000) throw new DOMException("full", "QuotaExceededError");
      store.set(key, value);
    },
    removeItem: (key: string) => store.delete(key),
  });
});

/** Leaves the page while a step-up asks for `DEED`, with something typed. */
function leave({ owner = OWNER as string | null, typed = "Blue key" as Json, asking = true } = {}) {
  const keeper = createKeeper(owner);
  keeper.keep("label", () => typed);
  keeper.keep("untouched", () => undefined);
  keeper.keep("closed", () => "gone")();
  keeper.leave(asking ? { deed: DEED } : null);
}

const back = (owner: string | null = OWNER) => {
  const keeper = createKeeper(owner);
  return { keeper, value: keeper.takeValue("label"), deed: keeper.takeDeed("rename") };
};

test("what was typed and the deed that waited come back after a reload, once", () => {
  leave();
  const { keeper, value, deed } = back();
  expect(value).toBe("Blue key");
  expect(deed).toEqual(DEED.input);
  expect(keeper.takeValue("label")).toBeUndefined();
  expect(keeper.takeValue("untouched")).toBeUndefined();
  expect(keeper.takeValue("closed")).toBeUndefined();
  expect(keeper.takeDeed("rename")).toBeNull();
  expect(back().value).toBeUndefined();
});

test("the deed of another name goes nowhere", () => {
  leave();
  expect(createKeeper(OWNER).takeDeed("rename another")).toBeNull();
});

test("what somebody does on the page ends the deed, not what was typed", () => {
  leave();
  const keeper = createKeeper(OWNER);
  keeper.dropDeed();
  expect(keeper.takeDeed("rename")).toBeNull();
  expect(keeper.takeValue("label")).toBe("Blue key");
});

test.each<[string, () => void]>([
  ["a link or a typed address", () => (type = "navigate")],
  ["another page", () => (location.pathname = "/dashboard")],
  ["ten minutes", () => vi.advanceTimersByTime(600_000)],
])("%s brings nothing back", (_, pass) => {
  leave();
  pass();
  expect(back()).toMatchObject({ value: undefined, deed: null });
});

test("somebody else finds nothing, and neither does its owner afterwards", () => {
  leave();
  expect(back("eve@example.com")).toMatchObject({ value: undefined, deed: null });
  expect(store.size).toBe(0);
});

test.each([
  ["no step-up asks", { asking: false }],
  ["nobody is signed in", { owner: null }],
  ["the browser cannot hold it", { typed: "x".repeat(2_000) }],
])("nothing is kept where %s", (_, left) => {
  leave();
  leave(left);
  expect(store.size).toBe(0);
});
