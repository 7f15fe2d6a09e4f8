import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Received = { path: string; headers: Record<string, string>; body: string };
export type Answer = number | ((request: IncomingMessage, response: ServerResponse) => void);

/** A server on loopback that keeps what it gets, and answers what it is told to, or 200. */
export class Peer {
  readonly received: Received[] = [];
  readonly answers: Answer[] = [];
  readonly #server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const headers = request.headers as Record<string, string>;
    this.received.push({ path: request.url ?? "", headers, body });
    const answer = this.answers.shift() ?? 200;
    if (typeof answer === "number") response.writeHead(answer).end("{}");
    else answer(request, response);
  });

  async open(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** `http://<host>:<port>/hook`, by default at the address itself. */
  url(host = "127.0.0.1"): string {
    return `http://${host}:${this.port}/hook`;
  }
}
