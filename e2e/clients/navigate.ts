import { get, type IncomingHttpHeaders } from "node:http";

function headersOf(given: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(given))
    for (const value of [values ?? []].flat()) headers.append(name, value);
  return headers;
}

/**
 * A request as a browser makes it that goes to an address. Node's `fetch` always says that a script asks (`Sec-Fetch-Mode:
 * cors`), and Apache's module answers a script with 401 in place of the way to the provider.
 */
export const navigate: typeof fetch = (address, init) =>
  new Promise((resolve, reject) => {
    const headers = new Headers(init?.headers);
    headers.set("accept", "text/html");
    headers.set("sec-fetch-mode", "navigate");
    const asked = get(String(address), { headers: Object.fromEntries(headers), agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const { statusCode: status = 0, headers: given } = answer;
        resolve(new Response(Buffer.concat(chunks), { status, headers: headersOf(given) }));
      });
    });
    asked.on("error", reject);
  });
