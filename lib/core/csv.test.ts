import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { csvLine } from "./csv";

test.each([
  [["plain", 7, null], "plain,7,\r\n"],
  [['says "no", twice', "two\nlines"], '"says ""no"", twice","two\nlines"\r\n'],
  [["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"], "'=1+1,'+1,'-1,'@SUM(A1),'\tx,\"'\rx\"\r\n"],
  [['=HYPERLINK("http://x")'], '"\'=HYPERLINK(""http://x"")"\r\n'],
  [[-7, 0], "-7,0\r\n"],
  [["＝1"], "'＝1\r\n"],
] as const)("A84 %j is the line %j, and nothing in it is a formula", (values, line) => {
  expect(csvLine(values)).toBe(line);
});

test("A84 whatever a value holds, a reader of CSV gets it back whole", () => {
  const values = ["a,b", 'c"d', "e\r\nf", " g ", "ｈ\u2028"];
  expect(parse(csvLine(values))).toEqual([values]);
});
