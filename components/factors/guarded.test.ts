import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) => ({ path, text: readFileSync(path, "utf8") });
const actions = globSync("lib/**/actions.ts").map(read);
const screens = globSync("components/**/*.{ts,tsx}").map(read);

/** Actions that ask for a fresh proof before anything of theirs runs. */
const asking = actions.flatMap(({ text }) =>
  [...text.matchAll(/export const (\w+) = userAction\(\s*\{(.*?)\},\s*(?:async )?\(/gs)].flatMap(
    ([, name = "", options = ""]) => (options.includes("freshProof") ? [name] : []),
  ),
);

test("A58 every action that asks for a fresh proof is called where the step-up opens in place", () => {
  expect(asking.length).toBeGreaterThan(15);
  const calling = screens.flatMap(({ path, text }) =>
    [...text.matchAll(/import \{([^}]*)\} from "@\/lib\/[\w/-]*actions"/g)].flatMap(([, names = ""]) => {
      const called = names.split(",").map((name) => name.trim().split(" as ")[0] ?? "");
      return called.filter((name) => asking.includes(name)).map((name) => ({ path, text, name }));
    }),
  );
  expect([...new Set(calling.map(({ name }) => name))].sort()).toEqual([...new Set(asking)].sort());
  expect(calling.filter(({ text }) => !/useDeed|useGuarded/.test(text)).map(({ path }) => path)).toEqual([]);
});
