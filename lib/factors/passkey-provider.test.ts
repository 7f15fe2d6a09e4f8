import { expect, test } from "vitest";
import { providerOf } from "./passkey-provider";

test.each([
  ["ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "Google Password Manager"],
  ["bada5566-a7aa-401f-bd96-45619a55120d", "1Password"],
  ["fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "Apple Passwords"],
  ["00000000-0000-0000-0000-000000000000", null],
  ["01020304-0506-0708-0102-030405060708", null],
  ["constructor", null],
  [undefined, null],
])("the provider of %s is %s", (aaguid, name) => {
  expect(providerOf(aaguid)).toBe(name);
});
