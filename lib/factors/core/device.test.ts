import { expect, test } from "vitest";
import {
  approvalText,
  pairingLink,
  readDevices,
  readPairingLink,
  subscriptionSchema,
  writeDevices,
} from "./device";

const entry = (n: number) => ({
  workspaceId: `wsp_${String(n).padStart(26, "0")}`,
  userId: `usr_${String(n).padStart(26, "0")}`,
  credentialId: `crd_${String(n).padStart(26, "0")}`,
  secret: String(n).padStart(43, "s"),
});

test("a device's cookie is read as it was written", () => {
  const entries = [entry(1), entry(2)];
  expect(readDevices(writeDevices(entries))).toEqual(entries);
});

test("a device approves for four people at most, and the first one goes", () => {
  const entries = [5, 4, 3, 2, 1].map(entry);
  expect(readDevices(writeDevices(entries))).toEqual(entries.slice(0, 4));
});

test.each([null, "", "~~~", "x.y", `${writeDevices([entry(1)])}0`, "wsp_1~usr_1~crd_1~secret"])(
  "%j is nobody's device",
  (cookie) => {
    expect(readDevices(cookie)).toEqual([]);
  },
);

test("what is no entry is passed over, and the others stand", () => {
  expect(readDevices(`nonsense.${writeDevices([entry(1)])}`)).toEqual([entry(1)]);
});

test("a pairing link is read as it was written, and nothing else is one", () => {
  const { credentialId: _, ...link } = entry(1);
  expect(readPairingLink(pairingLink(link))).toEqual(link);
  for (const bad of ["", "a~b~c", `${pairingLink(link)}/`, pairingLink({ ...link, secret: "short" })])
    expect(readPairingLink(bad)).toBeNull();
});

test("what is signed differs for every approval, deed and number", () => {
  const texts = [
    approvalText("apr_1", "approve", "42"),
    approvalText("apr_2", "approve", "42"),
    approvalText("apr_1", "approve", "24"),
    approvalText("apr_1", "deny"),
    approvalText("apr_1", "not_me"),
    approvalText("apr_1", "end_sessions"),
  ];
  expect(new Set(texts).size).toBe(texts.length);
});

test.each([
  [{ endpoint: "https://push.example/1", keys: { p256dh: "BA", auth: "aa" } }, true],
  [{ endpoint: "no address", keys: { p256dh: "BA", auth: "aa" } }, false],
  [{ endpoint: "https://push.example/1", keys: { p256dh: "B A", auth: "aa" } }, false],
  [{ endpoint: `https://push.example/${"x".repeat(1_000)}`, keys: { p256dh: "BA", auth: "aa" } }, false],
])("a subscription %j is taken: %s", (given, expected) => {
  expect(subscriptionSchema.safeParse(given).success).toBe(expected);
});
