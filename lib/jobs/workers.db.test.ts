import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { takeTurn } from "./workers";

const { db } = useTestDatabase();

test.each([
  ["has more to do", async () => true, 0],
  ["has nothing to do", async () => false, 250],
  ["fails", async () => Promise.reject(new Error("no")), 5_000],
])("a job that %s has its next turn in time", async (_how, work, expected) => {
  expect(await takeTurn({ name: "job", work, idleMs: 250 }, db)).toBe(expected);
});
