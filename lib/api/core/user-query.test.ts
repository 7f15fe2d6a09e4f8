import { expect, test } from "vitest";
import { readUserQuery } from "./user-query";

const none = { text: "", email: null, userId: null };

test.each([
  ['email:"ada@acme.example"', { ...none, email: "ada@acme.example" }],
  ["email:ada@acme.example", { ...none, email: "ada@acme.example" }],
  ['user_id:"usr_1"', { ...none, userId: "usr_1" }],
  ['name:"Ada Byron"', { ...none, text: "Ada Byron" }],
  ["name:Ad*", { ...none, text: "Ad" }],
  ["Ada Byron", { ...none, text: "Ada Byron" }],
  ["", none],
])("q=%s is understood", (q, expected) => {
  expect(readUserQuery(q)).toEqual(expected);
});

test.each([
  "email:a@b.example AND blocked:true",
  "blocked:true",
  "email:*@acme.example",
  "NOT name:Ada",
  "logins_count:[1 TO 5]",
  'name:"Ada',
  "_exists_:app_metadata",
])("q=%s is refused rather than half understood", (q) => {
  expect(readUserQuery(q)).toBeNull();
});
