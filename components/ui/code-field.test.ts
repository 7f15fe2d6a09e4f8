import { expect, test } from "vitest";
import { digitsOf } from "./code-field";

test.each([
  ["typed", "123456", "123456"],
  ["pasted with a space", " 123 456 ", "123456"],
  ["pasted with a dash", "123-456", "123456"],
  ["in full-width figures", "１２３４５６", "123456"],
  ["with words around it", "Your code is 123456.", "123456"],
  ["too long", "12345678", "123456"],
  ["with leading zeros", "000123", "000123"],
  ["nothing but letters", "abc", ""],
])("a code %s is read as its figures", (_how, text, expected) => {
  expect(digitsOf(text, 6)).toBe(expected);
});
