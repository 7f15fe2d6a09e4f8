const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Whether messages may be sent to this address: a device names it, so it could name anything. https at a host of the
 * list and no other port; plain http only to this machine, where the list names it.
 */
export function isPushAddress(address: string, hosts: readonly string[]): boolean {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || url.username || url.password) return false;
  const isListed = hosts.some((host) =>
    host.startsWith(".") ? url.hostname.endsWith(host) : url.hostname === host,
  );
  if (!isListed) return false;
  return LOOPBACK.has(url.hostname) || (url.protocol === "https:" && url.port === "");
}
