import { expect, test } from "vitest";
import { LIMITS } from "../limits";
import { holdingPlace } from "./places";

async function* endless() {
  for (let n = 0; ; n++) yield n;
}

test("a caller holds so many subscriptions open and no more; one that ends makes room, and others have their own", async () => {
  const held = Array.from({ length: LIMITS.subscriptions }, () => holdingPlace("app_a", endless));
  for (const one of held) expect((await one.next()).value).toBe(0);
  await expect(holdingPlace("app_a", endless).next()).rejects.toMatchObject({ code: "rate_limited" });
  expect((await holdingPlace("app_b", endless).next()).value).toBe(0);
  await held[0]?.return(undefined);
  expect((await holdingPlace("app_a", endless).next()).value).toBe(0);
});
