import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FREE } from "../../e2e/gate/free";

const read = (path: string) => ({ path, text: readFileSync(path, "utf8") });
const actions = globSync("lib/**/actions.ts").map(read);
const screens = globSync("components/**/*.{ts,tsx}", { exclude: (name) => name.includes(".test.") }).map(
  read,
);

type Action = { name: string; options: string };
const userActions = actions.flatMap(({ text }): Action[] =>
  [...text.matchAll(/export const (\w+) = userAction\(\s*\{(.*?)\},\s*(?:async )?\(/gs)].map(
    ([, name = "", options = ""]) => ({ name, options }),
  ),
);

/** Steps of the set-up are of any level, and begin with a fresh proof for whoever has a factor. */
const guarded = new Set(
  userActions
    .filter(({ options }) => options.includes("freshProof") || !options.includes("access:"))
    .map(({ name }) => name)
    .filter((name) => !FREE.has(name)),
);

const calls = screens.flatMap(({ path, text }) =>
  [...text.matchAll(/import \{([^}]*)\} from "@\/lib\/[\w/-]*actions"/g)].flatMap(([, names = ""]) =>
    names
      .split(",")
      .map((name) => name.trim())
      .filter((name) => guarded.has(name))
      .map((name) => ({ path, text, name })),
  ),
);
const pathsOf = (found: readonly { path: string }[]) => [...new Set(found.map(({ path }) => path))].sort();

/** Where a guarded action is called otherwise than by a deed of the same file, and why. */
const OTHERWISE = {
  "components/factors/enroll/recovery-codes.tsx": "is called on arrival: the wizard comes back on this step",
  "components/factors/enroll/use-enrollment.ts":
    "is called on arrival, by a press for a passkey's prompt, or as a deed for a text message: the wizard comes back on this step",
  "components/requests/requests.tsx": "the deed is that of AnswerDialog",
  "components/users/panel/ways-back.tsx": "the deed is that of AnswerDialog",
};

test("A58 every action that asks for a fresh proof is called on some screen", () => {
  expect(guarded.size).toBeGreaterThan(50);
  expect([...new Set(calls.map(({ name }) => name))].sort()).toEqual([...guarded].sort());
});

test("A58 every one of them is a deed, which a reload of the step-up carries on", () => {
  const others = calls.filter(({ text }) => !text.includes("useDeed("));
  expect(pathsOf(others)).toEqual(Object.keys(OTHERWISE));
});

test("a deed that is not carried on takes a password", () => {
  const unkept = screens.filter(({ text }) => /useDeed\(\s*UNKEPT/.test(text));
  expect(unkept.map(({ path }) => path)).toEqual(["components/settings/profile/password-section.tsx"]);
});

test("no password, code or secret is kept in the browser", () => {
  const kept = screens.flatMap(({ text }) => [...text.matchAll(/\[(\w+), \w+\] = useKept/g)]);
  expect(kept.length).toBeGreaterThan(40);
  expect(
    kept.map(([, name]) => name).filter((name) => /password|secret|code|token|pass$/i.test(`${name}`)),
  ).toEqual([]);
});

test("whatever opens a dialog with a deed keeps that it is open", () => {
  const parts = screens.flatMap(({ text }) => text.split(/^(?=(?:export )?(?:default )?function )/m));
  const named = parts.flatMap((text) => {
    const name = /^(?:export )?function (\w*(?:Dialog|Sheet))\(/.exec(text)?.[1];
    return name && /= use(?:Deed|\w+Form)\(/.test(text) ? [name] : [];
  });
  expect(named.length).toBeGreaterThan(20);
  const opening = screens.filter(({ text }) =>
    named.some((name) => new RegExp(`<${name}[\\s/>]`).test(text)),
  );
  expect(pathsOf(opening.filter(({ text }) => !text.includes("useKept")))).toEqual([]);
});
