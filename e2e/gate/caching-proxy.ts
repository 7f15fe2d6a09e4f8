import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { ORIGIN } from "../http/browser";

type Kept = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer };

const mayKeep = (cacheControl: string): boolean => !/no-store|private/.test(cacheControl);

/**
 * A careless cache before the server: it keeps every answer to GET that does not forbid it, by address alone, whoever asked
 * and whatever Vary says. `kept` names the addresses.
 */
export async function startCachingProxy() {
  const kept = new Map<string, Kept>();
  const target = new URL(ORIGIN);
  const server = createServer((req, res) => {
    const found = req.method === "GET" ? kept.get(req.url ?? "") : undefined;
    if (found) return res.writeHead(found.status, found.headers).end(found.body);
    const { method, url: path, headers } = req;
    const onward = { host: target.hostname, port: target.port, method, path };
    const passed = request({ ...onward, headers: { ...headers, host: target.host } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => {
        const made = {
          status: answer.statusCode ?? 502,
          headers: { ...answer.headers, "transfer-encoding": undefined },
          body: Buffer.concat(parts),
        };
        if (method === "GET" && mayKeep(String(answer.headers["cache-control"] ?? "")))
          kept.set(path ?? "", made);
        const sent = Object.entries(made.headers).filter(([, value]) => value !== undefined);
        res.writeHead(made.status, Object.fromEntries(sent)).end(made.body);
      });
    });
    req.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, kept, stop: () => server.close() };
}
