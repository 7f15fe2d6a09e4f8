import { expect, test } from "vitest";
import { countryOf } from "./place";

test.each([
  ["193.0.6.139", "NL"], // ripe.net
  ["2001:67c:2e8:22::c100:68b", "NL"],
  ["127.0.0.1", null],
  ["::1", null],
  ["10.1.2.3", null],
  ["unknown", null],
])("the country of %s is %s", (ip, country) => {
  expect(countryOf(ip)).toBe(country);
});
