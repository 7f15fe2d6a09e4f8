import { expect, test } from "vitest";
import { nameSchema } from "./name";

test.each([
  ["a name of several scripts", "Zoë O'Hara 李小龍 עברית"],
  ["white space around it", "  Ada Lovelace\n"],
  ["braces and angle brackets, which are text", "{x} <b>Ada</b>"],
])("takes %s", (_what, name) => {
  expect(nameSchema.parse(name)).toBe(name.trim());
});

test.each([
  ["a line end, which would write a mail's next paragraph", "Ada,\n\nYour account is suspended"],
  ["a header's line end", "Acme\r\nBcc: mallory@example.com"],
  ["a line separator", "Ada\u2028Log in here"],
  ["a character that the database cannot hold", "Ada\u0000"],
  ["a mark that turns what follows", "Ada\u202egnp.exe"],
  ["nothing", " \n "],
  ["more than 100 characters", "a".repeat(101)],
])("refuses %s", (_what, name) => {
  expect(nameSchema.safeParse(name).success).toBe(false);
});
