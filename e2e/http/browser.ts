import { actionReference } from "./build";

export type ActionAnswer = {
  status: number;
  body: { ok: boolean; code?: string; data?: unknown; [key: string]: unknown } | null;
};

export const ORIGIN = process.env.APP_URL ?? "";

/** What a browser does without showing anything: keeps cookies, sends its origin, calls pages and server actions. */
export class HttpBrowser {
  readonly cookies = new Map<string, string>();

  constructor(
    readonly origin = ORIGIN,
    /** How it asks: by a script of its own, or by going there. */
    readonly ask: typeof fetch = fetch,
  ) {}

  header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  copy(origin = this.origin): HttpBrowser {
    const twin = new HttpBrowser(origin, this.ask);
    for (const [name, value] of this.cookies) twin.cookies.set(name, value);
    return twin;
  }

  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0) headers.set("cookie", this.header());
    const response = await this.ask(`${this.origin}${path}`, { redirect: "manual", ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split("; ");
      const name = pair.slice(0, pair.indexOf("="));
      const isOver = attributes.some((one) => /^(max-age=0|expires=thu, 01 jan 1970.*)$/i.test(one));
      if (isOver) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(name.length + 1));
    }
    return response;
  }

  /** Calls a server action by its exported name, as the page that holds it would; `origin` null sends none. */
  async act(name: string, input: unknown, origin: string | null = this.origin): Promise<ActionAnswer> {
    const { id, page } = actionReference(name);
    const response = await this.request(page, {
      method: "POST",
      headers: {
        ...(origin === null ? {} : { origin }),
        accept: "text/x-component",
        "content-type": "text/plain;charset=UTF-8",
        "next-action": id,
      },
      body: JSON.stringify([input]),
    });
    return { status: response.status, body: readAnswer(await response.text()) };
  }
}

/** The action's value out of the answer's stream: row `0` names the row that holds it. */
function readAnswer(stream: string): ActionAnswer["body"] {
  const rows = new Map(
    stream.split("\n").flatMap((line) => {
      const match = line.match(/^([0-9a-f]+):(.*)$/s);
      return match?.[1] ? [[match[1], match[2] ?? ""] as const] : [];
    }),
  );
  try {
    const root = JSON.parse(rows.get("0") ?? "null") as { a?: string } | null;
    const value = JSON.parse(
      rows.get(root?.a?.replace("$@", "") ?? "") ?? "null",
      revive,
    ) as ActionAnswer["body"];
    return value && typeof value === "object" && "ok" in value ? value : null;
  } catch {
    return null;
  }
}

/** React writes `undefined` as a word of its own. */
const revive = (_key: string, value: unknown): unknown => (value === "$undefined" ? undefined : value);
