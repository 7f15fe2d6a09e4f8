import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { csvCell, csvLine } from "./csv";

test.each([
  ["=1+1", "'=1+1"],
  ["+49 151", "'+49 151"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\tx", "'\tx"],
  ["\r=1", '"\'\r=1"'],
  ["  =1", "'  =1"],
  ["＝1+1", "'＝1+1"],
  ['=HYPERLINK("http://evil.example","x")', '"\'=HYPERLINK(""http://evil.example"",""x"")"'],
  ["Ada Byron", "Ada Byron"],
  ["Müller, Jörg", '"Müller, Jörg"'],
  ['the "one"', '"the ""one"""'],
  ["a\nb", '"a\nb"'],
  [null, ""],
  [undefined, ""],
])("the cell %j is written %j: no spreadsheet runs it", (value, written) => {
  expect(csvCell(value)).toBe(written);
});

test("a line is read back as it was", () => {
  const cells = ["Ada", "Müller, Jörg", 'the "one"', "two\nlines", ""];
  expect(parse(csvLine(cells))).toEqual([cells]);
});
