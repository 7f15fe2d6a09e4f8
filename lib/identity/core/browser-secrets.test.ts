import { expect, test } from "vitest";
import { readSecrets, withSecret } from "./browser-secrets";

const secret = (letter: string) => letter.repeat(43);

test.each([
  [null, []],
  ["", []],
  [secret("a"), [secret("a")]],
  [`${secret("a")}.${secret("b")}`, [secret("a"), secret("b")]],
  [`short.${secret("b")}.${"x".repeat(44)}.a'b`, [secret("b")]],
])("what a browser's cookie %j holds is its secrets and nothing else", (cookie, expected) => {
  expect(readSecrets(cookie)).toEqual(expected);
});

test("a fresh secret stands first, in place of the one it replaces, and six people fit", () => {
  const held = ["a", "b", "c", "d", "e", "f"].map(secret);
  expect(readSecrets(withSecret(held, secret("n"), secret("c")))).toEqual(
    ["n", "a", "b", "d", "e", "f"].map(secret),
  );
  expect(readSecrets(withSecret(held, secret("n"), null))).toEqual(
    ["n", "a", "b", "c", "d", "e"].map(secret),
  );
});
