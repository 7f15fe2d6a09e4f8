import { describe, expect, test } from "vitest";
import { maskPhone, parsePhone } from "./phone";

describe("a number that can get a text message", () => {
  test.each([
    ["0151 23456789", "DE", "+4915123456789", "DE"],
    ["+49 151 23456789", "US", "+4915123456789", "DE"],
    ["0049 151 23456789", "DE", "+4915123456789", "DE"],
    ["(0151) 2345-6789", "DE", "+4915123456789", "DE"],
    ["０１５１ ２３４５６７８９", "DE", "+4915123456789", "DE"],
    ["07400 123456", "GB", "+447400123456", "GB"],
    ["(213) 373-4253", "US", "+12133734253", "US"],
    ["+1 416 555 2671", "DE", "+14165552671", "CA"],
    ["06 12 34 56 78", "FR", "+33612345678", "FR"],
    ["079 123 45 67", "CH", "+41791234567", "CH"],
  ])("%s typed for %s is %s", (text, country, number, found) => {
    expect(parsePhone(text, country)).toEqual({ number, country: found });
  });

  test.each([
    ["a landline", "030 901820", "DE"],
    ["a free number", "0800 1234567", "DE"],
    ["a premium number", "+1 900 234 5678", "US"],
    ["a satellite's, of no country", "+881 6 12345678", "US"],
    ["a free number of no country", "+800 1234 5678", "US"],
    ["too short", "0151 234", "DE"],
    ["too long", "0151 234567890123", "DE"],
    ["an emergency number", "112", "DE"],
    ["no number", "call me", "DE"],
    ["nothing", "", "DE"],
    ["an extension", "+49 151 23456789 ext. 5", "DE"],
    ["no country known", "0151 23456789", "XX"],
  ])("%s is none: %s", (_what, text, country) => {
    expect(parsePhone(text, country)).toBeNull();
  });
});

test.each([
  ["+4915123456789", "+49 ••• ••• 89"],
  ["+12133734253", "+1 ••• ••• 53"],
  ["+35796123456", "+357 ••• ••• 56"],
])("%s is shown as %s", (number, shown) => {
  expect(maskPhone(number)).toBe(shown);
});
