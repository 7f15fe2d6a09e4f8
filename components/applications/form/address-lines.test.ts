import { expect, test } from "vitest";
import { firstProblem, linesOf } from "./address-lines";

test("addresses stand one per line, with blanks and empty lines between them", () => {
  expect(linesOf("  https://a.example/ \n\n\thttps://b.example/\r\n")).toEqual([
    "https://a.example/",
    "https://b.example/",
  ]);
  expect(linesOf(" \n ")).toEqual([]);
});

test.each([
  ["https://a.example/\nhttps://b.example/", null],
  ["", null],
  ["https://a.example/\n\nhttp://b.example/\n#", { line: 3, problem: "insecure" }],
  ["https://a.example/ https://b.example/", { line: 1, problem: "no_address" }],
])("the first wrong one of %j is %j, by its line as it stands in the field", (text, problem) => {
  expect(firstProblem(text, "web")).toEqual(problem);
});
