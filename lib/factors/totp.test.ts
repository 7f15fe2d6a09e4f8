import { Secret, TOTP } from "otpauth";
import { expect, test } from "vitest";
import { sixDigitsSchema } from "./core/code";
import type { Credential, FactorContext } from "./factor";
import { isRejection } from "./factor";
import { fromBase32, hotp } from "./testing";
import { sealTotpSecret, totp } from "./totp";

/** RFC 6238 appendix B, SHA-1: the last six of the eight digits, since the code is the number modulo 10^6. */
const VECTORS: [number, string][] = [
  [59, "94287082"],
  [1_111_111_109, "07081804"],
  [1_111_111_111, "14050471"],
  [1_234_567_890, "89005924"],
  [2_000_000_000, "69279037"],
  [20_000_000_000, "65353130"],
];
const SECRET = Buffer.from("12345678901234567890");
const BASE32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const OWNER = { workspaceId: "wsp_1", userId: "usr_1", id: "crd_1" };

const contextAt = (seconds: number): FactorContext => ({
  user: {
    id: OWNER.userId,
    workspaceId: OWNER.workspaceId,
    email: "ada@x.example",
    name: "Ada",
    webauthnHandle: "",
  },
  now: new Date(seconds * 1_000),
  rp: { name: "Acme & Söhne: Wien", id: "localhost", origin: "http://localhost:3000" },
});

const credentialOf = (counter = 0): Credential => ({
  ...OWNER,
  kind: "totp",
  label: "",
  data: sealTotpSecret(OWNER.workspaceId, OWNER.userId, OWNER.id, BASE32),
  counter,
});

const verifyAt = (seconds: number, code: string, counter = 0) =>
  totp.verify(contextAt(seconds), {}, [credentialOf(counter)], { code });

test.each(VECTORS)(
  "A30 RFC 6238 appendix B at %i s: by hand, by the library and by our verifier",
  async (seconds, eight) => {
    const step = Math.floor(seconds / 30);
    expect(hotp(SECRET, step, 8)).toBe(eight);
    const library = new TOTP({ secret: Secret.fromBase32(BASE32), digits: 8, algorithm: "SHA1", period: 30 });
    expect(library.generate({ timestamp: seconds * 1_000 })).toBe(eight);
    expect(fromBase32(BASE32)).toEqual(SECRET);
    expect(await verifyAt(seconds, eight.slice(2))).toMatchObject({ ok: true, counter: step });
  },
);

const NOW = 1_700_000_010;
const STEP = Math.floor(NOW / 30);

test.each([
  [-2, "wrong_code"],
  [-1, null],
  [0, null],
  [1, null],
  [2, "wrong_code"],
])("A25 a code of step T%i is accepted or not (%s)", async (offset, refused) => {
  const verdict = await verifyAt(NOW, hotp(SECRET, STEP + offset));
  expect(verdict).toMatchObject(
    refused ? { ok: false, code: refused } : { ok: true, counter: STEP + offset },
  );
});

test.each([
  ["the first second of a step", STEP * 30],
  ["the last second of a step", STEP * 30 + 29.999],
])("A25 the step is 30 s long: %s", async (_what, seconds) => {
  expect(await verifyAt(seconds, hotp(SECRET, STEP))).toMatchObject({ ok: true, counter: STEP });
});

test.each([
  [STEP - 2, STEP - 1, true],
  [STEP - 1, STEP - 1, false],
  [STEP, STEP - 1, false],
  [STEP, STEP, false],
  [STEP, STEP + 1, true],
])("A26 after step %i was used, a code of step %i is taken: %s", async (used, step, isTaken) => {
  const verdict = await verifyAt(NOW, hotp(SECRET, step), used);
  expect(verdict).toMatchObject(isTaken ? { ok: true } : { ok: false, code: "code_used" });
});

test("A26 a clock that was set back (C14) revives no used code", async () => {
  expect(await verifyAt(NOW - 600, hotp(SECRET, STEP - 20), STEP)).toMatchObject({ code: "code_used" });
});

test.each([
  "012345",
  " 012345",
  "012345 ",
  "012 345",
  "012-345",
  "０１２３４５",
  "0 1 2 3 4 5",
  "012\u00a0345",
  "012\u2009345",
  "012\t345",
  "012–345",
])("A27 `%s` is the code 012345, for the check and for the replay test alike", (typed) => {
  expect(sixDigitsSchema.parse(typed)).toBe("012345");
});

test.each([
  "",
  "12345",
  "1234567",
  "0012345",
  "12345a",
  "+12345",
  "-12345.",
  "1e5000",
  "٠١٢٣٤٥",
  "0".repeat(33),
  "012345\u0000",
])("A27 `%s` is no code", (typed) => {
  expect(sixDigitsSchema.safeParse(typed).success).toBe(false);
});

async function beginEnroll(kept: Record<string, unknown> | null = null) {
  if (!totp.beginEnroll) throw new Error("an app can be enrolled");
  const begun = await totp.beginEnroll(contextAt(NOW), [], kept, undefined);
  if (isRejection(begun)) throw new Error(begun.code);
  return begun;
}

test("A23 the secret is made here, of 160 bits, another each time, and stays the same for an enrolment that goes on", async () => {
  const many = await Promise.all(Array.from({ length: 50 }, () => beginEnroll()));
  const secrets = many.map(({ present }) => String(present.secret));
  expect(new Set(secrets).size).toBe(50);
  for (const secret of secrets) expect(fromBase32(secret)).toHaveLength(20);
  const again = await beginEnroll(many[0]?.state ?? null);
  expect(again.present.secret).toBe(secrets[0]);
});

test("A30 the address for apps names issuer, account and parameters, escaped", async () => {
  const { present } = await beginEnroll();
  const uri = new URL(String(present.uri));
  expect([uri.protocol, uri.host]).toEqual(["otpauth:", "totp"]);
  expect(uri.searchParams.get("secret")).toBe(present.secret);
  expect(uri.searchParams.get("issuer")).toBe("Acme & Söhne: Wien");
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({
    algorithm: "SHA1",
    digits: "6",
    period: "30",
  });
  expect(decodeURIComponent(uri.pathname)).toContain("ada@x.example");
});

test.each([
  ["another user", { userId: "usr_2" }],
  ["another workspace", { workspaceId: "wsp_2" }],
  ["another credential", { id: "crd_2" }],
])("A28 a sealed secret copied to %s does not open, and is no wrong code", async (_whose, changed) => {
  const owner = { ...OWNER, ...changed };
  const ctx = contextAt(NOW);
  const user = { ...ctx.user, id: owner.userId, workspaceId: owner.workspaceId };
  const credential = { ...credentialOf(), id: owner.id };
  const code = hotp(SECRET, STEP);
  await expect(totp.verify({ ...ctx, user }, {}, [credential], { code })).rejects.toThrow();
});
