import "server-only";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { type Response as Entry, Reader } from "mmdb-lib";

/** Which country an address is registered in: WHOIS data of the regional registries, in the public domain. */
const TABLE = join(
  process.cwd(),
  "node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb",
);

let table: Reader<Entry & { country_code?: string }> | undefined;

/** The country of an address, ISO 3166-1 alpha-2; null for one that belongs to none (this machine, a private net). */
export function countryOf(ip: string): string | null {
  if (!isIP(ip)) return null;
  table ??= new Reader(readFileSync(TABLE));
  return table.get(ip)?.country_code ?? null;
}
