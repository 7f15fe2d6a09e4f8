import { expect, test } from "vitest";
import { isBlocked } from "../passwords/blocklist";
import { passwordProblem } from "./password-rules";

const context = ["ada.byron", "Ada Byron", "Byron & Sons GmbH", "sallyport"];
const problem = (password: string, minLength = 15) =>
  passwordProblem(password, { minLength, context, blocked: isBlocked });

test.each([
  ["14 characters", "abcdefgh ijklm", "password_too_short"],
  ["15 characters of any sort", "horse staple wa", null],
  ["15 spaces", " ".repeat(15), "password_common"],
  ["letters alone", "tangerine umbrella", null],
  ["14 astral characters count as 14", "🦊🐴🔋🎋🌂🍊🧲🪁🛶🧦🎈🪗🧶🦉", "password_too_short"],
  ["256 characters", `${"k3v!qz7w".repeat(31)}uncommon`, null],
  ["257 characters", `${"k3v!qz7w".repeat(31)}uncommon1`, "password_too_long"],
])("A13 %s: `%s` → %s", (_what, password, expected) => {
  expect(problem(password)).toBe(expected);
});

test.each([
  [8, "ho7staple", null],
  [8, "ho7stap", "password_too_short"],
  [1, "ho7stap", "password_too_short"],
])("A13 where a policy asks for %i, no policy goes below 8: `%s` → %s", (minLength, password, expected) => {
  expect(problem(password, minLength)).toBe(expected);
});

test.each([
  ["a common one", "passwordpassword"],
  ["a common one with case and marks", "P-a-s-s-w-o-r-d Password!"],
  ["a common one repeated", "qwertyqwertyqwerty"],
  ["one letter repeated", "aaaaaaaaaaaaaaaa"],
  ["a short unit repeated", "abcabcabcabcabcabc"],
  ["the product", "sallyport-sallyport"],
  ["the product and a common word", "sallyport-password"],
  ["the whole name with a year's digits", "Ada Byron 123 123"],
  ["a part of the name, repeated", "byron byron byron"],
  ["the workspace's name", "Byron & Sons GmbH!"],
  ["a word of the workspace and of the product", "sons-sallyport-123"],
  ["the address", "ada.byron.ada.byron"],
])("A14 %s is refused, from a list that is shipped: `%s`", (_what, password) => {
  expect(problem(password)).toBe("password_common");
});
