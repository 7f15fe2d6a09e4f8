import { expect, test } from "vitest";
import { isPushAddress } from "./push-hosts";

const HOSTS = ["fcm.googleapis.com", ".push.apple.com"];

test.each([
  ["https://fcm.googleapis.com/fcm/send/x", true],
  ["https://web.push.apple.com/x", true],
  ["https://push.apple.com/x", false],
  ["https://evil-push.apple.com.example/x", false],
  ["https://notpush.apple.com/x", false],
  ["http://fcm.googleapis.com/x", false],
  ["https://fcm.googleapis.com:8443/x", false],
  ["https://user:word@fcm.googleapis.com/x", false],
  ["https://fcm.googleapis.com@127.0.0.1/x", false],
  ["http://127.0.0.1:9000/x", false],
  ["http://169.254.169.254/latest/meta-data", false],
  ["no address", false],
])("messages may be sent to %s: %s", (address, expected) => {
  expect(isPushAddress(address, HOSTS)).toBe(expected);
});

test("this machine is reached where the list names it, and never by default", () => {
  expect(isPushAddress("http://127.0.0.1:9000/x", ["127.0.0.1"])).toBe(true);
});
