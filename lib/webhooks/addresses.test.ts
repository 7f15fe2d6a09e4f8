import { expect, test, vi } from "vitest";
import { addressesFor, faultOf, isPublicAddress } from "./addresses";

test.each([
  ["8.8.8.8", true],
  ["2606:4700::1111", true],
  ["10.0.0.1", false],
  ["172.16.0.1", false],
  ["192.168.1.1", false],
  ["127.0.0.1", false],
  ["127.255.255.254", false],
  ["0.0.0.0", false],
  ["100.64.0.1", false],
  ["100.100.100.200", false],
  ["169.254.169.254", false],
  ["168.63.129.16", false],
  ["192.0.0.192", false],
  ["198.18.0.1", false],
  ["224.0.0.1", false],
  ["240.0.0.1", false],
  ["255.255.255.255", false],
  ["::", false],
  ["::1", false],
  ["::7f00:1", false],
  ["::ffff:127.0.0.1", false],
  ["::ffff:10.0.0.1", false],
  ["::ffff:168.63.129.16", false],
  ["64:ff9b::7f00:1", false],
  ["64:ff9b:1::1", false],
  ["2002:7f00:1::", false],
  ["2001::1", false],
  ["2001:db8::1", false],
  ["fc00::1", false],
  ["fd00:ec2::254", false],
  ["fe80::1", false],
  ["fe80::1%eth0", false],
  ["fec0::1", false],
  ["ff02::1", false],
  ["4000::1", false],
  ["not an address", false],
])("%s may be sent to by everybody: %s", (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

test.each([
  ["https://hooks.acme.example/x", null],
  ["https://8.8.8.8/x", null],
  ["http://hooks.acme.example/x", "not_https"],
  ["https://user:word@hooks.acme.example/x", "has_credentials"],
  ["ftp://hooks.acme.example/x", "not_an_address"],
  ["file:///etc/passwd", "not_an_address"],
  ["no address", "not_an_address"],
  ["https://localhost/x", "not_public"],
  ["https://api.localhost./x", "not_public"],
  ["https://metadata.google.internal/x", "not_public"],
  ["https://127.1/x", "not_public"],
  ["https://2130706433/x", "not_public"],
  ["https://0x7f.1/x", "not_public"],
  ["https://[::1]/x", "not_public"],
  ["https://[::ffff:a00:1]/x", "not_public"],
])("%s is refused as soon as it is named: %s", (address, expected) => {
  expect(faultOf(address, false)).toBe(expected);
});

const to = (list: string[]) => async () =>
  list.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
const url = new URL("https://hooks.acme.example/x");

test("one private address among those of a name refuses all of them", async () => {
  const fine = await addressesFor(url, to(["8.8.8.8", "2606:4700::1111"]), false);
  expect(fine.map(({ address }) => address)).toEqual(["8.8.8.8", "2606:4700::1111"]);
  for (const bad of ["127.0.0.1", "::1", "169.254.169.254", "::ffff:10.0.0.1"])
    await expect(addressesFor(url, to(["8.8.8.8", bad]), false)).rejects.toThrow("not_public");
  await expect(addressesFor(url, to([]), false)).rejects.toThrow("no address");
});

test("what is an address already is not looked up", async () => {
  const resolve = vi.fn(to(["8.8.8.8"]));
  await expect(addressesFor(new URL("https://[::1]/x"), resolve, false)).rejects.toThrow("not_public");
  expect(await addressesFor(new URL("http://127.0.0.1:9/x"), resolve, true)).toHaveLength(1);
  expect(resolve).not.toHaveBeenCalled();
});

test("where the operator allows private addresses, plain http goes to those alone", async () => {
  const plain = new URL("http://hooks.acme.example/x");
  expect(await addressesFor(plain, to(["10.0.0.8"]), true)).toHaveLength(1);
  await expect(addressesFor(plain, to(["8.8.8.8"]), true)).rejects.toThrow("not_https");
  await expect(addressesFor(plain, to(["10.0.0.8"]), false)).rejects.toThrow("not_https");
});
