import { expect, test } from "vitest";
import { delaySeconds } from "./delay";

test.each([
  [1, 0],
  [4, 0],
  [5, 30],
  [6, 60],
  [7, 120],
  [11, 1_920],
  [12, 3_600],
  [100, 3_600],
])("A18 after %i wrong answers the next has to wait %i s", (failures, seconds) => {
  expect(delaySeconds(failures)).toBe(seconds);
});
