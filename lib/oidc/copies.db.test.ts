import { expect, test, vi } from "vitest";
import { useTestDatabase } from "../db/testing";
import { useProvider } from "./testing";
import { makeSteps } from "./testing-authorization";

const { db } = useTestDatabase();
const { url } = useProvider(db);
const { pair, authorize } = makeSteps(db, url);

test("a sign-in goes through, whichever copy of this code the process made a provider in first", async () => {
  const one = await pair();
  vi.resetModules();
  const pages = await import("./provider/provider");
  const theirs = await pages.currentProvider(db);
  expect(await pages.currentProvider(db)).toBe(theirs);
  expect((await authorize(one)).came.code).toBeTruthy();
});
