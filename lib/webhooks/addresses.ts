import "server-only";
import { lookup } from "node:dns/promises";
import ipaddr from "ipaddr.js";

/** An address as a name was resolved to it. */
export type Address = { address: string; family: number };

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<Address[]>;

export const resolveName: Resolve = (name) => lookup(name, { all: true, verbatim: true });

/** Public by number, but answered by the cloud's own host to whoever runs there: Azure's wire server (metadata, DHCP). */
const METADATA = new Set(["168.63.129.16"]);
/** All that is assigned for use across the Internet (RFC 4291 §2.4); an address with an IPv4 one inside lies in it by no right. */
const GLOBAL_IPV6 = ipaddr.parseCIDR("2000::/3") as [ipaddr.IPv6, number];

/**
 * Whether an address can be anybody's on the Internet. False for private, loopback, link-local, multicast, unique-local, mapped,
 * tunnelled, reserved and metadata addresses, and for what is no address.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== "unicast" || METADATA.has(address.toString())) return false;
  return address.kind() === "ipv4" || (address as ipaddr.IPv6).match(GLOBAL_IPV6);
}

/** An address's host without the brackets that stand around IPv6. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, "$1");

/** Why an address may not be delivered to, before any name is looked up; null: nothing speaks against it. */
export type AddressFault = "not_https" | "not_public" | "has_credentials" | "not_an_address";

export function faultOf(address: string, allowsPrivate: boolean): AddressFault | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !["https:", "http:"].includes(url.protocol)) return "not_an_address";
  if (url.username || url.password) return "has_credentials";
  if (allowsPrivate) return null;
  if (url.protocol !== "https:") return "not_https";
  const host = hostOf(url);
  const isLocalName = /(^|\.)(localhost|local|internal)\.?$/i.test(host);
  return isLocalName || (ipaddr.isValid(host) && !isPublicAddress(host)) ? "not_public" : null;
}

/** It is refused here, whatever anybody answers. */
export class RefusedAddress extends Error {}

/**
 * The addresses that an attempt may connect to, and no others: the name is looked up once, here, and whoever connects uses
 * what was checked, so that a name that points elsewhere a moment later leads nowhere. One bad address among several refuses
 * all. Throws `RefusedAddress`.
 */
export async function addressesFor(url: URL, resolve: Resolve, allowsPrivate: boolean): Promise<Address[]> {
  const fault = faultOf(url.href, allowsPrivate);
  if (fault) throw new RefusedAddress(fault);
  const host = hostOf(url);
  const found = ipaddr.isValid(host)
    ? [{ address: host, family: ipaddr.parse(host).kind() === "ipv4" ? 4 : 6 }]
    : await resolve(host);
  if (found.length === 0) throw new Error("the name has no address");
  const isPublic = found.every(({ address }) => isPublicAddress(address));
  if (!isPublic && !allowsPrivate) throw new RefusedAddress("not_public");
  if (isPublic && url.protocol !== "https:") throw new RefusedAddress("not_https");
  return found;
}
