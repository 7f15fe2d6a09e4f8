import { hash as argon2 } from "@node-rs/argon2";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hashPassword, hashWithSalt, isHashOutdated, isPasswordRight } from "./hash";

test("A13 passwords of 73 bytes that differ in the last one are different passwords", async () => {
  const byte = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789 !#%");
  const cases = fc.tuple(fc.string({ minLength: 72, maxLength: 72, unit: "binary-ascii" }), byte, byte);
  await fc.assert(
    fc.asyncProperty(cases, async ([start, last, other]) => {
      fc.pre(last !== other);
      const stored = await hashPassword(start + last);
      expect(await isPasswordRight(stored, start + last)).toBe(true);
      expect(await isPasswordRight(stored, start + other)).toBe(false);
    }),
    { numRuns: 25 },
  );
});

test("A13 256 characters count to the last one", async () => {
  const long = "🦊".repeat(255);
  const stored = await hashPassword(`${long}a`);
  expect(await isPasswordRight(stored, `${long}a`)).toBe(true);
  expect(await isPasswordRight(stored, `${long}b`)).toBe(false);
});

test.each([
  ["composed and decomposed", "Café au lait, s'il vous plaît", "Cafe\u0301 au lait, s'il vous plai\u0302t"],
  ["a ligature", "ﬁne ofﬁce weather", "fine office weather"],
  ["full-width letters", "ｆｕｌｌ ｗｉｄｔｈ ｌｅｔｔｅｒｓ", "full width letters"],
])("A13 one password in two spellings of Unicode is one password: %s", async (_what, one, other) => {
  expect(await isPasswordRight(await hashPassword(one), other)).toBe(true);
});

test("A13 case and surrounding spaces are part of a password", async () => {
  const stored = await hashPassword("Correct horse staple");
  expect(await isPasswordRight(stored, "correct horse staple")).toBe(false);
  expect(await isPasswordRight(stored, "Correct horse staple ")).toBe(false);
});

test("A15 a hash names argon2id and its parameters, and weaker ones are known as outdated", async () => {
  const today = await hashPassword("correct horse staple");
  expect(today).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(isHashOutdated(today)).toBe(false);
  expect(isHashOutdated(await argon2("x", { memoryCost: 4_096, timeCost: 1, parallelism: 1 }))).toBe(true);
});

test("A15 the same password has another hash each time", async () => {
  expect(await hashPassword("correct horse staple")).not.toBe(await hashPassword("correct horse staple"));
});

test("A16 nobody's password is right, not even the one compared with in their place", async () => {
  expect(await isPasswordRight(null, "a password that nobody has, for the time it takes")).toBe(false);
});

test("A51 a recovery code's hash is argon2id's, found again with its salt and with no other", async () => {
  const salt = Buffer.alloc(16, 1).toString("base64url");
  const other = Buffer.alloc(16, 2).toString("base64url");
  expect(await hashWithSalt("CODE", salt)).toBe(await hashWithSalt("CODE", salt));
  expect(await hashWithSalt("CODE", salt)).not.toBe(await hashWithSalt("CODE", other));
});
