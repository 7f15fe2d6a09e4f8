import { expect, test } from "vitest";
import { findAddressProblem, findOriginProblem } from "./addresses";

test.each([
  ["https://shop.example/callback", null],
  ["https://shop.example/callback?tenant=1", null],
  ["http://localhost:4400/callback", null],
  ["http://127.0.0.1/callback", null],
  ["http://[::1]:4400/callback", null],
  ["", "no_address"],
  ["shop.example/callback", "no_address"],
  ["https:shop.example", "no_address"],
  ["https://shop.example/call back", "no_address"],
  ["javascript:alert(1)", "no_address"],
  ["com.shop:/callback", "no_address"],
  ["https://shop.example/#callback", "fragment"],
  ["https://shop.example/callback#", "fragment"],
  ["https://user:secret@shop.example/", "credentials"],
  ["https://*.shop.example/callback", "wildcard"],
  ["http://shop.example/callback", "insecure"],
  ["http://localhost.shop.example/callback", "insecure"],
  ["http://127.0.0.1.nip.io/callback", "insecure"],
])("A75 the address %j has the problem %j", (text, problem) => {
  expect(findAddressProblem(text)).toBe(problem);
});

test.each([
  ["https://shop.example", null],
  ["http://localhost:4400", null],
  ["https://shop.example/", "path"],
  ["https://shop.example/orders", "path"],
  ["https://SHOP.example", "path"],
  ["http://shop.example", "insecure"],
  ["*", "no_address"],
])("the origin %j has the problem %j", (text, problem) => {
  expect(findOriginProblem(text)).toBe(problem);
});

test.each([
  ["com.example.shop:/callback", null],
  ["com.example.shop://callback", null],
  ["com.example.shop:callback", "no_address"],
  ["com.example.shop:", "no_address"],
  ["shop:/callback", "scheme"],
  ["javascript:alert(1)", "no_address"],
  ["javascript://shop.example/%0Aalert(1)", "scheme"],
  ["com.example.shop:/#callback", "fragment"],
  ["com.example.shop:/*", "wildcard"],
  ["https:/shop.example/callback", "no_address"],
])("the address %j of a native application has the problem %j", (text, problem) => {
  expect(findAddressProblem(text, "native")).toBe(problem);
});

test("the provider takes https of the machine itself from web applications alone", () => {
  expect(findAddressProblem("https://localhost:4400/callback", "web")).toBeNull();
  expect(findAddressProblem("https://localhost:4400/callback", "native")).toBe("local_https");
});
