import type { HttpBrowser } from "./browser";
import { ORIGIN } from "./browser";

export type GraphAnswer = {
  status: number;
  data: Record<string, unknown> | null;
  errors: { message: string; extensions: Record<string, unknown> }[];
};

const init = (query: string, variables: unknown, headers: Record<string, string>): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify({ query, variables }),
});

export async function readGraph(response: Response): Promise<GraphAnswer> {
  const { data = null, errors = [] } = (await response.json()) as Partial<GraphAnswer>;
  return { status: response.status, data, errors };
}

/** Asks the running server with a token, or with whatever headers are given. */
export const askGraph = async (
  headers: Record<string, string>,
  query: string,
  variables: unknown = {},
): Promise<GraphAnswer> => readGraph(await fetch(`${ORIGIN}/api/graphql`, init(query, variables, headers)));

/** Asks as a page of the signed-in person's would: with cookie, origin and anti-forgery token. */
export async function askGraphAs(
  browser: HttpBrowser,
  query: string,
  variables: unknown = {},
): Promise<GraphAnswer> {
  const opened = await browser.request("/api/graphql");
  const { csrfToken = "" } = (await opened.json()) as { csrfToken?: string };
  const headers = { origin: ORIGIN, "x-csrf-token": csrfToken };
  return readGraph(await browser.request("/api/graphql", init(query, variables, headers)));
}

type Event = { name: string; data: { data?: Record<string, unknown>; errors?: GraphAnswer["errors"] } };

/** A subscription as it comes in: events one by one, until it ends or `close` is called. */
export async function subscribe(headers: Record<string, string>, query: string) {
  const ending = new AbortController();
  const sent = init(query, {}, { ...headers, accept: "text/event-stream" });
  const response = await fetch(`${ORIGIN}/api/graphql`, { ...sent, signal: ending.signal });
  const events = eventsOf(response);
  return { response, next: async () => (await events.next()).value ?? null, close: () => ending.abort() };
}

async function* eventsOf({ body }: Response): AsyncGenerator<Event> {
  let text = "";
  for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
    text += Buffer.from(piece).toString();
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const name = block.match(/^event: ?(.*)$/m)?.[1];
      const data = block.match(/^data: ?(.*)$/m)?.[1];
      if (name && data) yield { name, data: JSON.parse(data) as Event["data"] };
    }
  }
}
