import { describe, expect, it } from "vitest";
import { HOME, safeReturnTo, withReturnTo } from "./return-to";

describe("the way back", () => {
  it.each([
    ["/settings/two-factor?from=mail#state", "/settings/two-factor?from=mail#state"],
    ["/settings/%2e%2e/dashboard", "/dashboard"],
    ["/", HOME],
    ["", HOME],
    [null, HOME],
    ["dashboard", HOME],
    ["https://evil.example/", HOME],
    ["//evil.example", HOME],
    ["/\\evil.example", HOME],
    ["/a\\b", HOME],
    ["/\tevil", HOME],
    ["javascript:alert(1)", HOME],
    [`/${"a".repeat(2_048)}`, HOME],
  ])("%j leads to %s", (value, expected) => {
    expect(safeReturnTo(value)).toBe(expected);
  });

  it.each([
    ["/sign-in", HOME],
    ["/setup-mfa?step=codes", HOME],
    ["/api/session/refresh?returnTo=%2Fsettings%2Fusers", "/settings/users"],
    ["/sign-in?returnTo=%2Fsettings%2Fusers%3Fq%3Da", "/settings/users?q=a"],
    ["/sign-in?returnTo=%2Fsetup-mfa%3FreturnTo%3D%252Fsettings", "/settings"],
    ["/sign-in?returnTo=%2F%2Fevil.example", HOME],
    ["/sign-in?returnTo=https%3A%2F%2Fevil.example", HOME],
  ])("a page of the sign-in is no destination, what it leads to is: %s to %s", (value, expected) => {
    expect(safeReturnTo(value)).toBe(expected);
  });

  it("goes along in the address, and stays out of it where it is the home page", () => {
    expect(withReturnTo("/sign-in", "/settings?a=1&b=2")).toBe(
      "/sign-in?returnTo=%2Fsettings%3Fa%3D1%26b%3D2",
    );
    expect(withReturnTo("/sign-in", "//evil.example")).toBe("/sign-in");
  });
});
